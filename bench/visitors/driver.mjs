// Visitors by the thousand, over kept connections: each a browser of its own, in WeChat.
import { Pool } from 'undici';

const USER_AGENT =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/zh_CN';
let serial = 0;

/** A browser that speaks to one server. */
export function driverFor(origin, callbackPath) {
  const pool = new Pool(origin, { connections: 32, pipelining: 1 });
  const get = async (path, cookie) => {
    const headers = { 'user-agent': USER_AGENT, accept: 'text/html', ...(cookie ? { cookie } : {}) };
    const answer = await pool.request({ method: 'GET', path, headers });
    const text = await answer.body.text();
    return {
      status: answer.statusCode,
      headers: answer.headers,
      location: answer.headers.location,
      cookies: cookiesOf(answer.headers['set-cookie']),
      text,
    };
  };
  return {
    get,
    /** No session → session; answers the session's cookie. */
    async signIn() {
      const begun = await get('/me');
      const state = /[?&]state=(\w+)/.exec(begun.location)[1];
      const code = `0${(serial++).toString(36).padStart(12, '0')}${process.pid.toString(36)}`;
      const done = await get(`${callbackPath}?code=${code}&state=${state}`, begun.cookies);
      if (done.status !== 302 || !/(?:lingpai|session)=/.test(done.cookies ?? ''))
        throw new Error(`not signed in: ${done.status} ${done.text.slice(0, 200)}`);
      return done.cookies;
    },
    async view(cookie) {
      const answer = await get('/me', cookie);
      if (answer.status !== 200) throw new Error(`no page: ${answer.status}`);
      return answer.text;
    },
    close: () => pool.close(),
  };
}

/** Runs `work(i)` for i below `count`, `width` at once; answers each one's milliseconds, sorted. */
export async function repeat(count, width, work) {
  const times = [];
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const i = next++;
      const startedAt = performance.now();
      await work(i);
      times.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return times.sort((a, b) => a - b);
}

function cookiesOf(lines) {
  return (
    lines &&
    [lines]
      .flat()
      .map((line) => line.split(';', 1)[0])
      .join('; ')
  );
}
