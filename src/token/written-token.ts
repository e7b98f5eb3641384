import type { HeldCredential } from './credential.js';

/** A token as its JSON, all but the seconds that are left of it. */
interface Written {
  readonly head: string;
  readonly tail: string;
  readonly etag: string;
}

const written = new WeakMap<HeldCredential, Written>();

/** The JSON of a token (`tokenView`): put together once for each token, because this is what is asked for most. */
export function writeToken(held: HeldCredential, nowMs: number): string {
  const { head, tail } = writtenOf(held);
  return head + Math.floor((held.livesUntilMs - nowMs) / 1000) + tail;
}

/** Its entity tag: weak, because what is left of its life is not part of it. */
export function etagOf(held: HeldCredential): string {
  return writtenOf(held).etag;
}

function writtenOf(held: HeldCredential): Written {
  let known = written.get(held);
  if (!known) {
    const { value, version, expiresAt, fetchedAt, refreshAfter } = held;
    const rest = { expires_at: expiresAt, fetched_at: fetchedAt, refresh_after: refreshAfter, version };
    known = {
      head: `{"access_token":${JSON.stringify(value)},"expires_in":`,
      tail: `,${JSON.stringify(rest).slice(1)}`,
      etag: `W/"${version}"`,
    };
    written.set(held, known);
  }
  return known;
}
