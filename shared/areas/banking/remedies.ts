import { type Label, label } from '../../kit/label.ts';

/**
 * What may follow when no bank lends. Interpretation of the Supreme People's Court on sales of commodity housing (2020), art. 19:
 * where the mortgage contract cannot be made for no fault of either side, price and deposit are given back with nothing more;
 * art. 21: what the bank has paid goes back to the bank, the rest to the buyer.
 */
export const remedies = {
  changeBank: label('更换银行', 'Another bank'),
  changePayment: label('改变付款方式', 'Another way to pay'),
  terminate: label('解除合同并退款', 'Terminate, money back'),
} as const satisfies Record<string, Label>;

export const faults = {
  nobody: label('双方均无过错', 'Nobody'),
  buyer: label('买受人', 'Buyer'),
  developer: label('出卖人', 'Developer'),
} as const satisfies Record<string, Label>;
