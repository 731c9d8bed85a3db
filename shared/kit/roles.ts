import type { Label } from './label.ts';

/**
 * The posts of the office (inventory §1.5). A person holds one or more; what a post may do stands in the access rules of
 * each definition. 营销控制, 专案秘书 and 销售助理 are used by the documents but never defined (inventory §1.6 no. 31): the
 * permission matrix made from the definitions is their definition.
 */
export const roles = {
  generalManager: { zh: '总经理', en: 'General manager' },
  deputyGeneralManager: { zh: '副总经理', en: 'Deputy general manager' },
  salesManager: { zh: '销售部经理', en: 'Sales manager' },
  siteSupervisor: { zh: '专案主管', en: 'Site supervisor' },
  salesperson: { zh: '专案销售员', en: 'Salesperson' },
  siteSecretary: { zh: '专案秘书', en: 'Site secretary' },
  salesAssistant: { zh: '销售助理', en: 'Sales assistant' },
  unitControl: { zh: '营销控制', en: 'Unit control' },
  backOffice: { zh: '案场后台', en: 'Site back office' },
  customerService: { zh: '客户服务部', en: 'Customer service' },
  legal: { zh: '法务', en: 'Legal' },
  finance: { zh: '财务', en: 'Finance' },
  engineering: { zh: '工程部', en: 'Engineering' },
  officeClerk: { zh: '办公室', en: 'Office' },
  archivist: { zh: '档案管理员', en: 'Archivist' },
  auditor: { zh: '审计', en: 'Auditor' },
  systemAdmin: { zh: '系统管理员', en: 'System administrator' },
} as const satisfies Record<string, Label>;

export type Role = keyof typeof roles;
export const roleNames = Object.keys(roles) as Role[];
