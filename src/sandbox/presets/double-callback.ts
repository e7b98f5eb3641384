import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import type { FaultRule } from '../traffic/faults.js';
import type { World } from '../world.js';

/**
 * WeChat's browser comes back twice: the second visit carries the cookies of the same phone, as far as the
 * sandbox sees them (those of its own host, on any port). Null where the answer hands out no code.
 */
export function visitTwice(
  mode: NonNullable<FaultRule['doubleCallback']>,
  answer: Answer | null,
  call: Call,
  world: World,
): Promise<number> | null {
  const address = codeBearing(answer?.headers.location);
  if (!address) return null;
  if (mode === 'other_code') {
    const other = world.codes.issueAnother(address.searchParams.get('code')!);
    if (other === null) return null;
    address.searchParams.set('code', other);
  }
  return world.visitCallback(address.href, headersOf(call));
}

function codeBearing(location: unknown): URL | null {
  if (typeof location !== 'string' || !URL.canParse(location)) return null;
  const address = new URL(location);
  return address.searchParams.has('code') ? address : null;
}

/** What a browser would send again: nothing of the sandbox's own. */
function headersOf(call: Call): Record<string, string> {
  const cookies = [...call.cookies].filter(([name]) => !name.startsWith('sandbox_'));
  const sent = {
    'user-agent': call.header('user-agent'),
    'accept-language': call.header('accept-language'),
    cookie: cookies.map(([name, value]) => `${name}=${value}`).join('; ') || null,
  };
  const told = Object.entries(sent).filter((entry): entry is [string, string] => entry[1] !== null);
  return { accept: 'text/html', ...Object.fromEntries(told) };
}
