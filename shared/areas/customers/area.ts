import { defineArea } from '../../kit/define-area.ts';
import { label } from '../../kit/label.ts';
import { customer } from './customer.resource.ts';

export const customers = defineArea({
  name: 'customers',
  label: label('客户', 'Customers'),
  order: 30,
  resources: [customer],
  operations: [],
});
