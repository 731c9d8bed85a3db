import { allow, either, everyoneInOwnProject, inOwnProject, type Rule } from '../kit/access.ts';

/** Rules that several definitions share, in the office's words. */
export const leaders: Rule = allow('generalManager', 'deputyGeneralManager');
/** Everybody sees what belongs to their own projects; leaders, audit and administration see all of it. */
export const staff: Rule = either(everyoneInOwnProject, allow('generalManager', 'deputyGeneralManager', 'auditor', 'systemAdmin'));
export const administrators: Rule = allow('systemAdmin');
/** Those who take orders on the site: S4 steps 1–2. */
export const siteSales: Rule = inOwnProject('salesperson', 'siteSupervisor', 'salesManager', 'backOffice', 'siteSecretary', 'customerService');
/** Those who take a contract through its papers: S4 steps 3–13. */
export const customerDesk: Rule = inOwnProject('customerService', 'backOffice');
export const salesLeaders: Rule = either(leaders, inOwnProject('salesManager', 'siteSupervisor'));
/** Those who may see personal data unmasked, each time for a purpose (B15). */
export const personalDataReaders: Rule = either(leaders, inOwnProject('customerService', 'backOffice', 'legal', 'finance', 'salesManager', 'siteSupervisor'));
