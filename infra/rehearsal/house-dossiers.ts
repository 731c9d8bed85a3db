import type { PartnerKind } from '../../shared/kit/access.ts';
import type { Algorithm } from '../../shared/kit/signatures/algorithms.ts';
import { demoBanks, demoLawFirms } from '../demo/banks.ts';

/** A house of the demonstration with a side of the signed door, and what it signs with: one of each algorithm. */
type House = {
  readonly kind: PartnerKind;
  readonly algorithm: Algorithm;
  /** Where its record is kept. */
  readonly path: '/banking/bank' | '/banking/law-firm';
  readonly dossier: { readonly name: string };
};

export const houses = {
  icbc: { kind: 'bank', algorithm: 'ecdsa-p256-sha256', path: '/banking/bank', dossier: dossierOf('工商银行 案场支行') },
  ccb: { kind: 'bank', algorithm: 'sm2-sm3', path: '/banking/bank', dossier: dossierOf('建设银行 案场支行') },
  fund: { kind: 'fundCentre', algorithm: 'ed25519', path: '/banking/bank', dossier: dossierOf('市住房公积金管理中心') },
  lawFirm: { kind: 'lawFirm', algorithm: 'rsa-pss-sha512', path: '/banking/law-firm', dossier: dossierOf('海天律师事务所') },
} as const satisfies Record<string, House>;
export type HouseName = keyof typeof houses;

function dossierOf(name: string): House['dossier'] {
  const dossier = [...demoBanks, ...demoLawFirms].find((one) => one.name === name);
  if (!dossier) throw new Error(`expected ${name} in the demonstration`);
  return dossier;
}
