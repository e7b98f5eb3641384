import { fieldsOf, readXml } from '../../wechat/push/push-xml.js';
import { AccountServer } from '../pushes/testing/account-server.js';
import { control, push, pushTo } from '../pushes/testing/push-calls.js';
import { SANDBOX_ACCOUNT } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { aSandbox, ask } from '../testing/a-sandbox.js';
import { aStableToken, cgi, cgiRaw, CREDENTIALS } from '../testing/cgi-calls.js';
import { MAX_MEDIUM_BYTES } from './media-store.js';

const OTHER = { ...SANDBOX_ACCOUNT, key: 'other', appId: 'wxother0000000001' };
let sandbox: RunningSandbox;
let server: AccountServer;
beforeAll(async () => {
  [sandbox, server] = await Promise.all([
    aSandbox({ accounts: [SANDBOX_ACCOUNT, OTHER] }),
    AccountServer.start(),
  ]);
});
afterAll(async () => {
  await Promise.all([sandbox.close(), server.close()]);
});
beforeEach(() => {
  sandbox.world.reset();
  server.reset();
  pushTo(sandbox, server.url);
});

const PICTURE = Buffer.from('a picture');
const keep = (changes: object = {}) =>
  control(sandbox, 'POST', '/accounts/main/media', {
    type: 'image',
    content_type: 'image/jpeg',
    content: PICTURE.toString('base64'),
    ...changes,
  });
const kept = async (changes: object = {}) => (await keep(changes)).json as { media_id: string; url: string };
const get = async (media_id: string) =>
  cgiRaw(sandbox, 'media/get', { access_token: await aStableToken(sandbox), media_id });
const pushed = () => server.received.map(({ body }) => Object.fromEntries(fieldsOf(readXml(body))));

it('a picture that a user sends is pushed with its address and id; both yield it', async () => {
  const { media_id, url } = await kept();
  const message = { type: 'image', media_id };
  await control(sandbox, 'POST', '/chats/main/messages', { persona: 'follower', message });
  expect(pushed()).toMatchObject([{ MsgType: 'image', PicUrl: url, MediaId: media_id }]);
  const { headers, text } = await get(media_id);
  expect(text).toBe('a picture');
  expect(headers).toMatchObject({
    'content-type': 'image/jpeg',
    'content-disposition': `attachment; filename="${media_id}.jpeg"`,
  });
  const shown = await ask(sandbox, new URL(url).pathname);
  expect([shown.status, shown.text, shown.headers['content-type']]).toEqual([200, 'a picture', 'image/jpeg']);
});

it('a message that names none has a picture or silence all the same', async () => {
  await push(sandbox, { type: 'image' });
  await push(sandbox, { type: 'voice' });
  const [image, voice] = pushed();
  expect((await ask(sandbox, new URL(image!['PicUrl']!).pathname)).text.slice(1, 4)).toBe('PNG');
  expect((await get(image!['MediaId']!)).headers['content-type']).toBe('image/png');
  expect((await get(voice!['MediaId']!)).text.slice(0, 6)).toBe('#!AMR\n');
});

it('keeps an address that the message names itself', async () => {
  await push(sandbox, { type: 'image', pic_url: 'https://a.example/p.png' });
  expect(pushed()).toMatchObject([{ PicUrl: 'https://a.example/p.png' }]);
});

it('a film is an address, or itself where the switch says so', async () => {
  const { media_id, url } = await kept({ type: 'video', content_type: 'video/mp4' });
  expect(JSON.parse((await get(media_id)).text)).toEqual({ video_url: url });
  sandbox.world.turn({ video_media: 'file' });
  expect((await get(media_id)).text).toBe('a picture');
});

it('is gone after three days', async () => {
  const { media_id, url } = await kept();
  sandbox.world.clock.advance(3 * 86_400 - 1);
  expect((await get(media_id)).text).toBe('a picture');
  sandbox.world.clock.advance(1);
  expect((await get(media_id)).text).toContain('40007');
  expect((await ask(sandbox, new URL(url).pathname)).status).toBe(404);
});

it('is for its own account alone', async () => {
  const { media_id } = await kept();
  const { access_token } = await cgi(sandbox, 'stable_token', {}, { ...CREDENTIALS, appid: OTHER.appId });
  const answer = await cgi(sandbox, 'media/get', { access_token: access_token!, media_id });
  expect(answer).toMatchObject({ errcode: 40007 });
});

it.each([
  ['markup', { content_type: 'text/html' }, 400],
  ['a picture that may hold programs', { content_type: 'image/svg+xml' }, 400],
  ['a sound that is called a picture', { content_type: 'audio/amr' }, 400],
  ['what is no base64', { content: 'äää' }, 400],
  ['too much', { content: Buffer.alloc(MAX_MEDIUM_BYTES + 1).toString('base64') }, 413],
])('refuses %s', async (_, changes, status) => {
  expect((await keep(changes)).status).toBe(status);
});

it('takes two megabytes, and says of more that it is too much', async () => {
  const content = (bytes: number) => Buffer.alloc(bytes, 7).toString('base64');
  const { media_id } = await kept({ content: content(MAX_MEDIUM_BYTES) });
  expect(sandbox.world.media.find(media_id)!.bytes).toHaveLength(MAX_MEDIUM_BYTES);
  const { json } = await keep({ content: content(MAX_MEDIUM_BYTES + 1) });
  expect(json['code']).toBe('sandbox.media_too_large');
});

it('holds 64 MB: the oldest make room, and what has lapsed does not keep others out', () => {
  const { media, clock } = sandbox.world;
  const medium = { type: 'image', contentType: 'image/png', bytes: Buffer.alloc(MAX_MEDIUM_BYTES) } as const;
  const ids = Array.from({ length: 33 }, () => media.put(SANDBOX_ACCOUNT, medium));
  expect([media.find(ids[0]!), media.find(ids[1]!) === null]).toEqual([null, false]);
  clock.advance(3 * 86_400);
  const later = Array.from({ length: 32 }, () => media.put(SANDBOX_ACCOUNT, medium));
  expect(later.map((id) => media.find(id) === null)).not.toContain(true);
});
