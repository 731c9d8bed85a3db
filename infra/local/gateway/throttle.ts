import type { Throttle } from '../template/types.ts';

/**
 * A token bucket: `burst` requests at once, `perSecond` in the long run. Real time counts, not the cloud's clock.
 *
 * @example
 * const take = createThrottle({ burst: 20, perSecond: 10 })
 * if (!take()) answer(429)
 */
export function createThrottle(limit: Throttle, now: () => number = () => performance.now()): () => boolean {
  let tokens = limit.burst;
  let at = now();
  return () => {
    const current = now();
    tokens = Math.min(limit.burst, tokens + ((current - at) / 1000) * limit.perSecond);
    at = current;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
