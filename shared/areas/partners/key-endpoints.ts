import { partnerKinds } from '../../kit/access.ts';
import { defineEndpoint } from '../../kit/define-endpoint.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';

const allKinds = Object.keys(partnerKinds) as (keyof typeof partnerKinds)[];

/** A key proves that its private half is the partner's: the request with our challenge is signed by the key that is proposed. */
export const keyEndpoints = [
  defineEndpoint({
    name: 'partnerKey.prove',
    label: label('证明持有私钥', 'Prove a key'),
    method: 'POST',
    path: '/partner/v1/keys/{id}/proof',
    kinds: allKinds,
    input: { challenge: f.text('持有证明题', 'Challenge', { most: 64 }) },
    operation: 'partnerKey.prove',
    answer: ['id', 'keyId', 'status', 'provenAt'],
    isKeyProof: true,
    writes: ['partnerKey'],
    source: ['B16'],
  }),
] as const;
