import { either, forPartner, type Rule } from '../../kit/access.ts';

/** The bank that lends sees what names it in `bank`, in these states; a provident fund centre is kept as a bank. */
export const lender = (states?: readonly string[]): Rule => either(forPartner('bank', 'bank', states), forPartner('fundCentre', 'bank', states));

/** The law firm that a matter was assigned to sees it. */
export const lawyer = (states?: readonly string[]): Rule => forPartner('lawFirm', 'lawFirm', states);
