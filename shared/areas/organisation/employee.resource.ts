import { allow, everyone } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { roles } from '../../kit/roles.ts';
import { administrators } from '../posts.ts';

/** A member of staff. `login` is the name that the identity provider vouches for; roles and projects are read from here. */
export const employee = defineResource({
  name: 'employee',
  area: 'organisation',
  idPrefix: 'emp',
  label: label('员工', 'Employee'),
  fields: {
    name: f.text('姓名', 'Name', { most: 50 }),
    login: f.text('登录名', 'Login', { most: 64, isFixed: true }),
    department: f.ref('department', '部门', 'Department', { optional: true }),
    roles: f.choices('岗位', 'Posts', roles),
    projects: f.refs('project', '所属项目', 'Projects', { optional: true, help: label('只能看到所属项目的资料', 'Sees the records of these projects only') }),
    isGroupWide: f.flag('集团岗位', 'Group-wide', { optional: true, help: label('可看到全部项目', 'Sees every project') }),
  },
  title: 'name',
  list: ['name', 'login', 'department', 'roles'],
  indexes: { all: { partition: [], sort: ['login'] }, byDepartment: { partition: ['department'], sort: ['login'] } },
  unique: { login: { fields: ['login'] } },
  access: { read: everyone, create: administrators, update: administrators, remove: [] },
  states: {
    initial: 'active',
    all: { active: { ...label('在职', 'Active'), tone: 'good' }, left: { ...label('离职', 'Left'), tone: 'neutral' } },
    transitions: {
      leave: { label: label('办理离职', 'Leave'), from: ['active'], to: 'left', allow: allow('systemAdmin'), kind: 'exception', isReasonNeeded: true },
      rejoin: { label: label('恢复在职', 'Rejoin'), from: ['left'], to: 'active', allow: allow('systemAdmin') },
    },
  },
  source: ['O1', 'B15'],
});
export type Employee = Item<typeof employee>;
