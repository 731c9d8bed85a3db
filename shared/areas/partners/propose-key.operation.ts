import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { administrators } from '../posts.ts';
import { signatureAlgorithms } from './signature-algorithms.ts';

/** Registers a public key that a partner sent. It signs nothing until the partner has proved it and another person approved it. */
export const proposeKey = defineOperation({
  name: 'partnerKey.propose',
  area: 'partners',
  label: label('登记密钥', 'Propose a key'),
  handler: 'propose-key',
  on: 'collection',
  input: {
    partner: f.ref('partner', '合作方', 'Partner'),
    algorithm: f.choice('算法', 'Algorithm', signatureAlgorithms),
    publicKey: f.note('公钥', 'Public key', { help: label('SPKI 公钥，PEM 或 Base64', 'SPKI, as PEM or Base64') }),
    certSerial: f.text('证书序列号', 'Certificate serial', { most: 64, optional: true }),
    notBefore: f.date('启用日', 'Valid from'),
    notAfter: f.date('停用日', 'Valid until', { help: label('最长 398 天', 'At most 398 days') }),
  },
  allow: administrators,
  reads: ['partner'],
  writes: ['partnerKey'],
  source: ['B16'],
});
export type ProposeKeyInput = Input<typeof proposeKey>;
