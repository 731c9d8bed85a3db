import { hash } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { Clock } from './clock.ts';
import { signV4 } from './sigv4.ts';

/** Calls an operation of one of the cloud's JSON services, such as `DynamoDB_20120810.DescribeTable`. */
export type Call = (target: string, input: unknown) => Promise<Record<string, unknown>>;

/** An error answer: `name` is the service's code. */
export class ServiceError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

const agent = new Agent({ keepAlive: true });

/**
 * Signs with the cloud's clock, which the SDK in this thread could not follow.
 *
 * @example
 * const call = createCall({ port, service: 'dynamodb', region, clock, credentials })
 * await call('DynamoDB_20120810.DescribeTable', { TableName: 'records' })
 */
export function createCall(options: {
  port: number;
  service: string;
  region: string;
  clock: Clock;
  credentials: { accessKeyId: string; secret: string };
}): Call {
  const { port, service, region, clock, credentials } = options;
  const host = `127.0.0.1:${port}`;
  return (target, input) => {
    const body = JSON.stringify(input);
    const headers = { host, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target };
    const payloadHash = hash('sha256', body);
    const unsigned = { method: 'POST', rawPath: '/', rawQuery: '', headers, payloadHash };
    const signed = signV4(unsigned, { ...credentials, now: clock.now(), region, service });
    return new Promise((resolve, reject) => {
      const outgoing = request({ host: '127.0.0.1', port, method: 'POST', agent, headers: { ...headers, ...signed } });
      outgoing.on('error', reject);
      outgoing.on('response', async (response) => {
        try {
          const chunks: Buffer[] = [];
          for await (const chunk of response) chunks.push(chunk);
          const output = JSON.parse(Buffer.concat(chunks).toString() || '{}');
          if (response.statusCode === 200) resolve(output);
          else reject(new ServiceError(String(output.__type).split('#').at(-1) ?? '', output.message ?? output.Message));
        } catch (error) {
          reject(error);
        }
      });
      outgoing.end(body);
    });
  };
}
