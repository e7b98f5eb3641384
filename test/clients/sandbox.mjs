// What the programs of this folder need beside the client they try: the sandbox's control plane, and a visitor in WeChat.
const base = process.env.SANDBOX_URL;

/** A call to the control plane; its JSON. */
export async function control(method, path, body) {
  const response = await fetch(`${base}/_sandbox${path}`, { method, body: body && JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : null;
}

/** Opens a link in WeChat as somebody who consents, follows where it leads, and answers the first address outside WeChat. */
export async function consent(link, persona = 'follower') {
  const headers = {
    'user-agent': 'Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0.50',
    'x-sandbox-persona': persona,
    'x-sandbox-auto-consent': 'allow',
  };
  let at = new URL(link);
  while (at.hostname === 'open.weixin.qq.com') {
    const response = await fetch(at, { headers, redirect: 'manual' });
    const location = response.headers.get('location');
    if (!location) throw new Error(`${at.pathname}: ${response.status} ${await response.text()}`);
    at = new URL(location, at);
  }
  return at;
}

/** The openid by which the account `main` knows a persona. */
export async function openidOf(persona) {
  const { personas } = await control('GET', '/personas');
  return personas.find(({ id }) => id === persona).identities.main.openid;
}

/** How often an address was called. */
export async function callsOf(path) {
  return (await control('GET', '/journal?limit=1')).counts[path] ?? 0;
}

/** Others with the same appid and secret fetch tokens until ours is dead. */
export async function supersede() {
  await control('POST', '/accounts/main/stranger', { family: 'classic' });
  await control('POST', '/accounts/main/stranger', { family: 'classic' });
}

/** What the program found out, for the test that started it. */
export function report(findings) {
  process.stdout.write(`${JSON.stringify(findings)}\n`);
}

/** A method that ends with a callback, as a promise of its first result. */
export function called(object, method, ...parameters) {
  return new Promise((resolve, reject) => {
    object[method](...parameters, (error, result) => (error ? reject(error) : resolve(result)));
  });
}
