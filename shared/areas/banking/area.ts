import { defineArea } from '../../kit/define-area.ts';
import { label } from '../../kit/label.ts';
import { bank } from './bank.resource.ts';
import { caseMaterial } from './case-material.resource.ts';
import { disbursement } from './disbursement.resource.ts';
import { lawFirm } from './law-firm.resource.ts';
import { loan } from './loan.resource.ts';
import { mortgageCase } from './mortgage-case.resource.ts';
import { signingMatter } from './signing-matter.resource.ts';

export const banking = defineArea({
  name: 'banking',
  label: label('按揭', 'Mortgages'),
  order: 45,
  resources: [mortgageCase, loan, caseMaterial, signingMatter, disbursement, bank, lawFirm],
  operations: [],
});
