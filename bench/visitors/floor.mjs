// The floor: the same login and the same page, written by hand on node:http, undici.request and pg, with nothing that is
// not needed to be right once. Two statements sign in, one joined SELECT shows the page.
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Pool as DatabasePool } from 'pg';
import { Pool as HttpPool } from 'undici';

const { DATABASE_URL, WECHAT_URL, PORT, TEMPLATE_FILE, HEADERS_FILE } = process.env;
const publicUrl = `http://localhost:${PORT}`;
const key = randomBytes(32);
const database = new DatabasePool({ connectionString: DATABASE_URL, max: 10 });
const wechat = new HttpPool(WECHAT_URL, { connections: 64 });
const [head, middle, tail] = readFileSync(TEMPLATE_FILE, 'utf8').split('\u0000');
const answers = JSON.parse(readFileSync(HEADERS_FILE, 'utf8'));
const callback = encodeURIComponent(`${publicUrl}/callback`);

const sha = (text) => createHash('sha256').update(text).digest();
const sign = (text) => createHmac('sha256', key).update(text).digest('base64url').slice(0, 20);
const escape = (text) => text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
const cookie = (request, name) =>
  new RegExp(`(?:^|; )${name}=([\\w-]+)`).exec(request.headers.cookie ?? '')?.[1];

function redirect(response, location, setCookie) {
  response.writeHead(302, { ...answers.redirect, location, 'content-length': 0, 'set-cookie': setCookie });
  response.end();
}

function begin(response) {
  const nonce = randomBytes(9).toString('hex').slice(0, 12);
  const state = `${nonce}${sign(nonce).replace(/[-_]/g, '0')}`;
  const url =
    `${WECHAT_URL}/connect/oauth2/authorize?appid=wxfloor&redirect_uri=${callback}` +
    `&response_type=code&scope=snsapi_base&state=${state}#wechat_redirect`;
  redirect(response, url, `state=${state}; Path=/; HttpOnly; SameSite=Lax`);
}

async function complete(request, response, url) {
  const state = url.searchParams.get('state');
  if (
    state !== cookie(request, 'state') ||
    state.slice(12) !== sign(state.slice(0, 12)).replace(/[-_]/g, '0')
  ) {
    response.writeHead(400).end();
    return;
  }
  const code = url.searchParams.get('code');
  const answer = await wechat.request({
    method: 'GET',
    path: `/sns/oauth2/access_token?appid=wxfloor&secret=floorsecret&code=${code}&grant_type=authorization_code`,
  });
  const grant = await answer.body.json();
  if (grant.errcode) throw new Error(`WeChat refused with ${grant.errcode}`);
  const { rows } = await database.query(
    `INSERT INTO floor_user (openid, access_token, refresh_token) VALUES ($1, $2, $3)
     ON CONFLICT (openid) DO UPDATE SET access_token = EXCLUDED.access_token, refresh_token = EXCLUDED.refresh_token RETURNING id`,
    [grant.openid, grant.access_token, grant.refresh_token],
  );
  const id = randomBytes(32).toString('base64url');
  await database.query(
    `INSERT INTO floor_session (id_hash, user_id, expires_at) VALUES ($1, $2, now() + interval '7 days')`,
    [sha(id), rows[0].id],
  );
  redirect(response, '/me', `session=${id}; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800`);
}

async function page(request, response) {
  const id = cookie(request, 'session');
  if (!id) return begin(response);
  const { rows } = await database.query(
    `SELECT u.openid, u.nickname FROM floor_session s JOIN floor_user u ON u.id = s.user_id
     WHERE s.id_hash = $1 AND s.expires_at > now()`,
    [sha(id)],
  );
  if (!rows[0]) return begin(response);
  const body = Buffer.from(head + escape(rows[0].openid) + middle + escape(rows[0].openid) + tail);
  response.writeHead(200, { ...answers.page, 'content-length': body.length });
  response.end(body);
}

const server = createServer((request, response) => {
  const url = new URL(request.url, publicUrl);
  const answer = url.pathname === '/callback' ? complete(request, response, url) : page(request, response);
  answer?.catch((error) => {
    console.error(error);
    response.writeHead(500).end();
  });
});
server.keepAliveTimeout = 60_000;
server.listen(Number(PORT), '127.0.0.1', () => console.log('ready'));
process.on('SIGTERM', () => process.exit(0));
