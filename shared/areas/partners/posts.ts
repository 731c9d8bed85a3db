import { allow, type Rule } from '../../kit/access.ts';

/** Those who deal with partners see their dossiers, keys and calls; only administrators change them. */
export const partnerDesk: Rule = allow('generalManager', 'deputyGeneralManager', 'customerService', 'backOffice', 'legal', 'finance', 'auditor', 'systemAdmin');

/** Those who may stop a partner's key or address at once, and those who approve what an administrator proposed. */
export const keyKeepers: Rule = allow('systemAdmin', 'generalManager', 'deputyGeneralManager', 'legal');
