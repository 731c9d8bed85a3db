import type { Disbursement } from '../../shared/areas/banking/disbursement.resource.ts';

/** Name of the flow that follows a release; a release that was reconciled and reversed has another one. */
export const releaseFlowOf = ({ id, round = 1 }: Pick<Disbursement, 'id' | 'round'>): string => (round > 1 ? `${id}-${round}` : id);
