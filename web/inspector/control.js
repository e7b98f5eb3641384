/** A call to the control plane; null where it answers nothing. Throws when it refuses or is gone. */
async function call(method, path, body) {
  const reply = await fetch(`/_sandbox${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  if (!reply.ok) {
    const problem = await reply.json().catch(() => ({}));
    throw new Error(problem.detail ?? `${method} ${path}: ${reply.status}`);
  }
  return reply.status === 204 ? null : reply.json();
}

export const control = {
  clock: () => call('GET', '/clock'),
  advance: (seconds) => call('POST', '/clock', { advance_seconds: seconds }),
  lapses: () => call('GET', '/lapses'),
  pushes: () => call('GET', '/pushes?limit=30'),
  runaways: () => call('GET', '/runaways'),
  forgetRunaways: () => call('DELETE', '/runaways'),
  presets: () => call('GET', '/presets'),
  strike: (id, strength) => call('POST', `/presets/${id}`, strength),
  heal: (id) => call('DELETE', `/presets/${id}`),
  faults: () => call('GET', '/faults'),
  /** Presets and faults of one's own making. */
  async healAll() {
    await call('DELETE', '/presets');
    await call('DELETE', '/faults');
  },
  personas: () => call('GET', '/personas'),
  rules: () => call('GET', '/rules'),
  /** Requests and pushes. */
  async clearJournal() {
    await call('DELETE', '/journal');
    await call('DELETE', '/pushes');
  },
};
