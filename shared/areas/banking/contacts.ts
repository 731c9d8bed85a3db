import { allow, either } from '../../kit/access.ts';
import { f } from '../../kit/fields/f.ts';
import { leaders } from '../posts.ts';

/** Whom to ask at a bank or a law firm. */
export const contactColumns = {
  name: f.personName('姓名', 'Name'),
  phone: f.phone('手机号', 'Mobile', { optional: true }),
  duty: f.text('职责', 'Duty', { optional: true, most: 60 }),
};

/** Banks and law firms stand in no project: those who deal with them see whom to call, for a purpose. */
export const contactReaders = either(leaders, allow('customerService', 'legal', 'finance'));
