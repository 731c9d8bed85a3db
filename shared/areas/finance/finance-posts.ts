import { allow, either, inOwnProject, type Rule } from '../../kit/access.ts';

/** Those who see what buyers have paid: finance, the posts that follow a contract, leaders and audit. */
export const moneyReaders: Rule = either(
  inOwnProject('finance', 'customerService', 'backOffice', 'legal', 'salesManager', 'siteSupervisor'),
  allow('generalManager', 'deputyGeneralManager', 'auditor', 'systemAdmin'),
);
/** Those who see the bank's own papers. */
export const statementReaders: Rule = either(inOwnProject('finance'), allow('generalManager', 'deputyGeneralManager', 'auditor', 'systemAdmin'));
/** The only post that books money (F13, F14, F16). */
export const cashiers: Rule = inOwnProject('finance');
/** Those who call buyers about what is due (F11). */
export const callers: Rule = inOwnProject('finance', 'customerService', 'backOffice', 'salesperson', 'siteSupervisor', 'salesManager', 'siteSecretary');
/** Those who may grant a deferral or a refund (C12, F17); never their own application. */
export const moneyJudges: Rule = either(allow('generalManager', 'deputyGeneralManager'), inOwnProject('finance', 'salesManager'));
