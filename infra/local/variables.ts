import type { Ports } from './boot.ts';
import type { Credentials } from './keys.ts';
import type { Fn } from './template/types.ts';

/**
 * The environment variables of a function: the template's, and those Lambda adds, with endpoints on loopback.
 *
 * @example
 * variablesOf(fn, { ports, region: 'us-east-1', credentials: keys.of(fn.arn) })
 */
export function variablesOf(fn: Fn, cloud: { ports: Ports; region: string; credentials: Credentials }): Record<string, string> {
  const { ports, region, credentials } = cloud;
  const endpoint = (port: number) => `http://127.0.0.1:${port}`;
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secret,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    TZ: 'UTC',
    ...fn.environment,
    AWS_ENDPOINT_URL_DYNAMODB: endpoint(ports.dynamodb),
    AWS_ENDPOINT_URL_S3: endpoint(ports.s3),
    AWS_ENDPOINT_URL_SFN: endpoint(ports.states),
    // Any other service: the gateway answers with its name, and no request leaves the machine.
    AWS_ENDPOINT_URL: `${endpoint(ports.gateway)}/_local/aws`,
    ...(process.env.NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE } : {}),
    // The settings of whoever runs the office are none of its functions' business.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
