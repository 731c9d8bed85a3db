import type { PartnerKind } from '../../kit/access.ts';

/** How the id of the record begins that a partner of each kind stands for; agents and auditors have none and stand for an employee's department. */
export const memberPrefixes: Readonly<Record<PartnerKind, string>> = { bank: 'bnk', fundCentre: 'bnk', lawFirm: 'law', registryAgent: 'dep', auditor: 'dep' };
