import { createClock } from '../clock.ts';
import { serve } from './server.ts';
import { account, region } from './testing.ts';

// A server in a process of its own, for the tests to kill. Its only argument is the data folder; it prints its port.
const [dir = ''] = process.argv.slice(2);
const policies = [{ Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } }];
const keys = { AKIAOWNER: { name: 'owner', secret: 'owner-secret', policies } };
const buckets = [{ name: 'archive', versioning: true, objectLock: { mode: 'COMPLIANCE', days: 1 } as const }];
const { port } = await serve({ dir, port: 0, keys, clock: createClock(), region, account, partition: 'aws-cn', buckets });
process.stdout.write(`${port}\n`);
