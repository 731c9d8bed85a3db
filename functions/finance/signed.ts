import type { Contract } from '../../shared/areas/contracts/contract.resource.ts';

const unsigned = ['draft', 'inReview', 'final', 'checked'];

/** Is the contract signed, and not void since? */
export const isSigned = ({ status }: Contract): boolean => status !== 'void' && !unsigned.includes(status);
