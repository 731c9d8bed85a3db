import { defineEndpoint } from '../../kit/define-endpoint.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { confirmSigning } from '../banking/confirm-signing.operation.ts';
import { fileOpinion } from '../banking/file-opinion.operation.ts';
import { passPapers } from '../banking/pass-papers.operation.ts';
import { returnPapers } from '../banking/return-papers.operation.ts';
import { signingMatterStates } from '../banking/signing-matter-states.ts';

const kinds = ['lawFirm'] as const;
const listed = ['id', 'number', 'status', 'loan', 'assignedOn', 'confirmedOn'] as const;
const whole = [...listed, 'documents', 'isFavourable', 'opinion', 'opinedOn', 'mode', 'papers'] as const;
const file = ['id', 'document', 'name', 'contentType', 'size', 'sha256', 'url', 'expiresAt'] as const;

/** What a law firm may ask of the signing matters assigned to it (D12). */
export const lawFirmEndpoints = [
  defineEndpoint({
    name: 'signingMatter.list',
    label: label('本所事项', 'Matters of the firm'),
    method: 'GET',
    path: '/partner/v1/matters',
    kinds,
    input: { status: f.choice('状态', 'Status', signingMatterStates.all, { optional: true }) },
    list: { index: 'byLawFirm', by: 'partner', open: 'openByLawFirm' },
    answer: listed,
    source: ['D12'],
  }),
  defineEndpoint({
    name: 'signingMatter.get',
    label: label('面签事项', 'Matter'),
    method: 'GET',
    path: '/partner/v1/matters/{id}',
    kinds,
    answer: whole,
    source: ['D12'],
  }),
  defineEndpoint({
    name: 'signingMatter.text',
    label: label('合同定稿', 'Final text'),
    method: 'GET',
    path: '/partner/v1/matters/{id}/text',
    kinds,
    operation: 'signingMatter.text',
    answer: ['number', 'signedOn', 'textHash', 'terms'],
    shows: { resource: 'contract' },
    reads: ['signingMatter', 'mortgageCase', 'contract'],
    source: ['D12'],
  }),
  defineEndpoint({
    name: 'signingMatter.files',
    label: label('可查阅文件', 'Documents'),
    method: 'GET',
    path: '/partner/v1/matters/{id}/files',
    kinds,
    operation: 'signingMatter.files',
    answer: file,
    shows: { resource: 'scan', isMany: true },
    reads: ['signingMatter', 'mortgageCase', 'caseMaterial', 'scan'],
    writes: ['scan'],
    uses: ['archive'],
    source: ['D12'],
  }),
  ...[
    { operation: fileOpinion, path: '/partner/v1/matters/{id}/opinion' } as const,
    { operation: confirmSigning, path: '/partner/v1/matters/{id}/signing' } as const,
    { operation: passPapers, path: '/partner/v1/matters/{id}/papers/taken' } as const,
    { operation: returnPapers, path: '/partner/v1/matters/{id}/papers/returned' } as const,
  ].map(({ operation: { name, label: named, input }, path }) =>
    defineEndpoint({ name, label: named, method: 'POST', path, kinds, input, operation: name, answer: whole, source: ['D12'] }),
  ),
] as const;
