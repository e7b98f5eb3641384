/** A call to the control plane; null where it answers nothing. Throws when it refuses or is gone. */
async function call(method, path, body) {
  const reply = await fetch(`/_sandbox${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status}`);
  return reply.status === 204 ? null : reply.json();
}

export const control = {
  personas: () => call('GET', '/personas'),
  phone: () => call('GET', '/phone'),
  /** Another person's phone; with `fullService` a snapshot visitor becomes their real self. */
  takePhone: (persona, fullService = false) => call('POST', '/phone', { persona, full_service: fullService }),
  /** Programs and pages that seem to go on for ever. */
  runaways: () => call('GET', '/runaways'),
  clock: () => call('GET', '/clock'),
  advance: (seconds) => call('POST', '/clock', { advance_seconds: seconds }),
  journal: (since) => call('GET', `/journal?since=${since}&limit=300`),
  clearJournal: () => call('DELETE', '/journal'),
  accounts: () => call('GET', '/accounts'),
  /** The chat of who holds the phone with an account, its lines after a number. */
  chat: (account, since) => call('GET', `/chats/${account}?since=${since}`),
  say: (account, message) => call('POST', `/chats/${account}/messages`, { message }),
  tap: (account, place) => call('POST', `/chats/${account}/taps`, { place }),
  qrCodes: (account) => call('GET', `/accounts/${account}/qrcodes`),
  /** They scan a code, or what stands for one. */
  scan: (account, what) => call('POST', `/chats/${account}/scans`, what),
  /** A picture, sound or film of theirs, in base64. */
  keepMedium: (account, medium) => call('POST', `/accounts/${account}/media`, medium),
  follow: (account) => call('POST', `/chats/${account}/follow`, {}),
  leave: (account) => call('POST', `/chats/${account}/leave`, {}),
  reset: () => call('POST', '/reset'),
};
