import type { Role } from '../../shared/kit/roles.ts';

/** A member of the demonstration office. The names are made up. */
export type Person = {
  readonly login: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly department: string;
  readonly isGroupWide?: boolean;
};

export const departments = [
  { code: 'GMO', name: '总经理办公室' },
  { code: 'SAL', name: '销售部' },
  { code: 'CSD', name: '客户服务部' },
  { code: 'LEG', name: '法务部' },
  { code: 'FIN', name: '财务管理中心' },
  { code: 'ENG', name: '工程部' },
  { code: 'OFF', name: '办公室' },
] as const;

/** The first administrator makes all the others. */
export const firstAdmin = 'admin';

export const people: readonly Person[] = [
  { login: firstAdmin, name: '系统管理员', roles: ['systemAdmin'], department: 'OFF', isGroupWide: true },
  { login: 'chenjianguo', name: '陈建国', roles: ['generalManager'], department: 'GMO', isGroupWide: true },
  { login: 'lina', name: '李娜', roles: ['salesManager', 'unitControl'], department: 'SAL' },
  { login: 'zhaoyang', name: '赵阳', roles: ['siteSupervisor'], department: 'SAL' },
  { login: 'liuwei', name: '刘伟', roles: ['salesperson'], department: 'SAL' },
  { login: 'wangfang', name: '王芳', roles: ['customerService', 'backOffice'], department: 'CSD' },
  { login: 'zhouming', name: '周明', roles: ['legal'], department: 'LEG' },
  { login: 'sunli', name: '孙丽', roles: ['finance'], department: 'FIN' },
  { login: 'heqiang', name: '何强', roles: ['engineering'], department: 'ENG' },
  { login: 'xujing', name: '徐静', roles: ['officeClerk'], department: 'OFF' },
  { login: 'tangxin', name: '唐欣', roles: ['archivist'], department: 'OFF' },
  { login: 'guomin', name: '郭敏', roles: ['auditor'], department: 'GMO', isGroupWide: true },
];
