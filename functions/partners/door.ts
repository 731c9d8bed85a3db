import { scan } from '../../shared/areas/archives/scan.resource.ts';
import { caseMaterial } from '../../shared/areas/banking/case-material.resource.ts';
import { disbursement } from '../../shared/areas/banking/disbursement.resource.ts';
import { loan } from '../../shared/areas/banking/loan.resource.ts';
import { signingMatter } from '../../shared/areas/banking/signing-matter.resource.ts';
import { bankEndpoints } from '../../shared/areas/partners/bank-endpoints.ts';
import { keyEndpoints } from '../../shared/areas/partners/key-endpoints.ts';
import { lawFirmEndpoints } from '../../shared/areas/partners/law-firm-endpoints.ts';
import { partnerKey } from '../../shared/areas/partners/partner-key.resource.ts';
import { performers } from './performers.ts';
import { openDoor } from './pipeline.ts';

/** Every route of the partners, and the keys that the office signs its answers with. */
export const handler = openDoor({
  endpoints: [...bankEndpoints, ...lawFirmEndpoints, ...keyEndpoints],
  resources: { loan, caseMaterial, disbursement, signingMatter, scan, partnerKey },
  performers,
});
