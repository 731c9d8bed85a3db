import { defineEndpoint } from '../../kit/define-endpoint.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { scanTypes } from '../archives/scan-types.ts';
import { askMaterials } from '../banking/ask-materials.operation.ts';
import { decideLoan } from '../banking/decide-loan.operation.ts';
import { disburseLoan } from '../banking/disburse-loan.operation.ts';
import { judgeMaterial } from '../banking/judge-material.operation.ts';
import { atBank, loanStates } from '../banking/loan-states.ts';
import { signLoan } from '../banking/sign-loan.operation.ts';

const kinds = ['bank', 'fundCentre'] as const;
const listed = ['id', 'number', 'status', 'kind', 'amount', 'disbursed', 'holder', 'heldSince'] as const;
const whole = [
  ...listed,
  ...(['termMonths', 'rate', 'method', 'submittedOn', 'decidedOn', 'approvedAmount', 'bankReference', 'refusal'] as const),
  ...(['signedOn', 'loanContract', 'registeredOn', 'certificate', 'signingMatter'] as const),
] as const;
const paper = ['id', 'loan', 'status', 'code', 'name', 'copies', 'givenOn'] as const;
const release = ['id', 'loan', 'status', 'serial', 'amount', 'valueOn', 'bookedOn'] as const;
const seenStates = Object.fromEntries(atBank.map((state) => [state, loanStates.all[state]]));

/** What a bank, or a provident fund centre, may ask of the loans that name it, from their submission on. */
export const bankEndpoints = [
  defineEndpoint({
    name: 'loan.list',
    label: label('本行贷款', 'Loans of the bank'),
    method: 'GET',
    path: '/partner/v1/loans',
    kinds,
    input: { status: f.choice('状态', 'Status', seenStates, { optional: true }) },
    list: { index: 'byBank', by: 'partner', open: 'openByBank' },
    answer: listed,
    source: ['G4'],
  }),
  defineEndpoint({ name: 'loan.get', label: label('贷款', 'Loan'), method: 'GET', path: '/partner/v1/loans/{id}', kinds, answer: whole, source: ['G4'] }),
  defineEndpoint({
    name: 'caseMaterial.list',
    label: label('贷款资料', 'Papers of a loan'),
    method: 'GET',
    path: '/partner/v1/loans/{id}/materials',
    kinds,
    list: { index: 'byLoan', by: { parent: 'loan', field: 'loan' } },
    answer: paper,
    source: ['G3'],
  }),
  defineEndpoint({
    name: 'caseMaterial.files',
    label: label('资料文件', 'Files of a paper'),
    method: 'GET',
    path: '/partner/v1/materials/{id}/files',
    kinds,
    within: { resource: 'loan', field: 'loan' },
    operation: 'caseMaterial.files',
    answer: ['id', 'name', 'contentType', 'size', 'sha256', 'url', 'expiresAt'],
    shows: { resource: 'scan', isMany: true },
    reads: ['caseMaterial', 'scan'],
    writes: ['scan'],
    uses: ['archive'],
    source: ['G3'],
  }),
  defineEndpoint({
    name: 'caseMaterial.judge',
    label: judgeMaterial.label,
    method: 'POST',
    path: '/partner/v1/materials/{id}/judgement',
    kinds,
    input: judgeMaterial.input,
    within: { resource: 'loan', field: 'loan' },
    operation: 'caseMaterial.judge',
    answer: [...paper, 'reason'],
    source: ['G3'],
  }),
  defineEndpoint({
    name: 'loan.askMaterials',
    label: askMaterials.label,
    method: 'POST',
    path: '/partner/v1/loans/{id}/material-requests',
    kinds,
    input: askMaterials.input,
    operation: 'loan.askMaterials',
    answer: whole,
    source: ['G2', 'G3'],
  }),
  defineEndpoint({
    name: 'loan.decide',
    label: decideLoan.label,
    method: 'POST',
    path: '/partner/v1/loans/{id}/decision',
    kinds,
    input: decideLoan.input,
    operation: 'loan.decide',
    answer: whole,
    source: ['G4'],
  }),
  defineEndpoint({
    name: 'loan.sign',
    label: signLoan.label,
    method: 'POST',
    path: '/partner/v1/loans/{id}/signing',
    kinds,
    input: signLoan.input,
    operation: 'loan.sign',
    answer: whole,
    source: ['D12', 'G4'],
  }),
  defineEndpoint({
    name: 'loan.disburse',
    label: disburseLoan.label,
    method: 'POST',
    path: '/partner/v1/loans/{id}/disbursements',
    kinds,
    input: disburseLoan.input,
    operation: 'loan.disburse',
    answer: whole,
    source: ['F9', 'F14'],
  }),
  defineEndpoint({
    name: 'disbursement.list',
    label: label('放款记录', 'Releases of a loan'),
    method: 'GET',
    path: '/partner/v1/loans/{id}/disbursements',
    kinds,
    list: { index: 'byLoan', by: { parent: 'loan', field: 'loan' } },
    answer: release,
    source: ['F9', 'G5'],
  }),
  defineEndpoint({
    name: 'scan.upload',
    label: label('上传回执', 'Upload a slip'),
    method: 'POST',
    path: '/partner/v1/uploads',
    kinds,
    input: {
      loan: f.ref('loan', '贷款', 'Loan'),
      name: f.text('文件名', 'File name', { most: 200 }),
      contentType: f.choice('格式', 'Type', scanTypes),
      size: f.count('字节数', 'Bytes', { least: 1, most: 100_000_000 }),
      sha256: f.hash('SHA-256', 'SHA-256'),
    },
    operation: 'scan.uploadSlip',
    answer: ['id', 'url', 'headers', 'expiresAt'],
    status: 201,
    reads: ['loan'],
    writes: ['scan'],
    uses: ['inbox'],
    source: ['F14'],
  }),
  defineEndpoint({
    name: 'scan.keep',
    label: label('回执入档', 'Keep a slip'),
    method: 'POST',
    path: '/partner/v1/uploads/{id}/kept',
    kinds,
    operation: 'scan.keep',
    answer: ['id', 'status', 'name', 'size', 'sha256'],
    source: ['F14'],
  }),
] as const;
