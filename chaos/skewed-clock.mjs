// For machines without libfaketime: loaded before the program, it moves the program's calendar by CHAOS_SKEW_SECONDS.
// Timers and performance.now() stay as they are, as with a wall clock that is wrong.
const skewMs = Number(process.env.CHAOS_SKEW_SECONDS ?? 0) * 1000;
const RealDate = Date;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, parameters, newTarget) =>
    Reflect.construct(target, parameters.length === 0 ? [target.now() + skewMs] : parameters, newTarget),
  apply: (target) => new target(target.now() + skewMs).toString(),
  get: (target, property, receiver) =>
    property === 'now' ? () => target.now() + skewMs : Reflect.get(target, property, receiver),
});
