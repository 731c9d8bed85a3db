import type { Role } from '../../kit/roles.ts';

/** To which post an overdue to-do is escalated (C22); the documents name no ladder, so it follows the posts of inventory §1.5. */
export const superiors: Readonly<Record<Role, Role>> = {
  generalManager: 'generalManager',
  deputyGeneralManager: 'generalManager',
  salesManager: 'deputyGeneralManager',
  siteSupervisor: 'salesManager',
  salesperson: 'siteSupervisor',
  siteSecretary: 'siteSupervisor',
  salesAssistant: 'siteSupervisor',
  unitControl: 'salesManager',
  backOffice: 'salesManager',
  customerService: 'salesManager',
  legal: 'deputyGeneralManager',
  finance: 'deputyGeneralManager',
  engineering: 'deputyGeneralManager',
  officeClerk: 'deputyGeneralManager',
  archivist: 'deputyGeneralManager',
  auditor: 'generalManager',
  systemAdmin: 'generalManager',
};
