import { setFlagsFromString } from 'node:v8';

/*
 * Keeps the heap of this process close to what lives in it; to be imported before all else, because loading the rest is
 * what makes the first garbage.
 */

// The next full collection comes when the old generation is this much larger, in percent, than what the last one left.
// V8 would let it grow to several times that, and reading a million followers would cost a hundred megabytes that hold nothing.
setFlagsFromString('--heap-growing-percent=40');
// Nor does it make short-lived objects there once it has taken a place in the code for one that makes long-lived ones.
setFlagsFromString('--no-allocation-site-pretenuring');
// Loading makes objects that stay: a young generation that grew for them would keep twenty megabytes for nothing.
setFlagsFromString('--semi-space-growth-factor=1');

/** From now on the young generation grows with the traffic, as is V8's own way; to be called when the server is up. */
export function letYoungGenerationGrow(): void {
  setFlagsFromString('--semi-space-growth-factor=2');
}
