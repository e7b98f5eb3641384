import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the heap of this process close to what lives in it; to be called first. V8 would let the old generation grow to
 * several times that before it looks for garbage, and would make short-lived objects there once it has taken a place in
 * the code for one that makes long-lived ones: reading a million followers then costs a hundred megabytes that hold nothing.
 */
export function keepHeapSmall(): void {
  // The next full collection comes when the old generation is this much larger, in percent, than what the last one left.
  setFlagsFromString('--heap-growing-percent=40');
  setFlagsFromString('--no-allocation-site-pretenuring');
}
