import { type Caller, contextOf, type Incoming, isPermitted } from './authorize.ts';
import type { Call, Service, Target } from './call.ts';
import { refuse } from './errors.ts';

/** The names in a request's path. */
export type Place = { bucketName: string; key: string };

/**
 * Binds an authenticated request to its bucket, key and permissions.
 *
 * @example
 * const call = createCall(service, { incoming, place, caller, body: request })
 */
export function createCall(service: Service, request: { incoming: Incoming; place: Place; caller: Caller; body: AsyncIterable<Buffer> }): Call {
  const { incoming, place, caller } = request;
  const base = contextOf(incoming, { ...caller, now: service.clock.now() });
  const resourceOf = (target: Target) => {
    const bucketName = target.bucket ?? place.bucketName;
    const key = target.key ?? place.key;
    return { bucketName, resource: key === '' ? bucketName || '*' : `${bucketName}/${key}` };
  };
  const allows = (action: string, target: Target = {}) => {
    const { bucketName, resource } = resourceOf(target);
    const context = { ...base, ...target.context };
    if (target.versionId !== undefined) context['s3:versionid'] = target.versionId;
    const bucket = service.buckets.get(bucketName);
    return isPermitted({ principal: caller.principal, service, bucket, context }, { action, resource });
  };
  return {
    service,
    ...place,
    query: incoming.query,
    headers: incoming.headers,
    payload: caller.payload,
    body: request.body,
    bucket() {
      const bucket = service.buckets.get(place.bucketName);
      if (!bucket) throw refuse('NoSuchBucket', undefined, { detail: { BucketName: place.bucketName } });
      return bucket;
    },
    allows,
    demand(action, target = {}) {
      if (allows(action, target)) return;
      const { resource } = resourceOf(target);
      throw refuse(
        'AccessDenied',
        `User: ${caller.principal.name} is not authorized to perform: ${action} on resource: "arn:${service.partition}:s3:::${resource}"`,
      );
    },
  };
}
