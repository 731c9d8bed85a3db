import type { Clock } from './clock.ts';

/**
 * Lets `Date` of this thread follow the clock, for code that asks the system for the time: the SDK that signs a
 * request, a handler, the issuer of tokens. Timers of the thread keep running in real time.
 *
 * @example
 * followClock(createClock(workerData.clock))
 */
export function followClock(clock: Clock): void {
  const RealDate = Date;
  const now = () => clock.now();
  // A proxy keeps `instanceof`, static members and calls without `new` as they are.
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, self) => Reflect.construct(target, args.length === 0 ? [now()] : args, self),
    apply: () => new RealDate(now()).toString(),
    get: (target, property, receiver) => (property === 'now' ? now : Reflect.get(target, property, receiver)),
  });
}
