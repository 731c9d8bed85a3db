import { label } from '../../kit/label.ts';

/** Algorithms of partners' keys, by the names of the HTTP signature registry; `sm2-sm3` is ours by agreement. */
export const signatureAlgorithms = {
  ed25519: label('爱德华曲线 Ed25519', 'Ed25519'),
  'ecdsa-p256-sha256': label('ECDSA P-256', 'ECDSA P-256'),
  'rsa-pss-sha512': label('RSA-PSS SHA-512', 'RSA-PSS SHA-512'),
  'sm2-sm3': label('国密 SM2', 'SM2 with SM3'),
};
