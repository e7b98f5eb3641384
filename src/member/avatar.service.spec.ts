import { RawServer } from '../../test/fakes/raw-server.js';
import { RecordingLog } from '../../test/fakes/recording-log.js';
import { AvatarService } from './avatar.service.js';

const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(64)]);
const kinds: [string, Buffer][] = [
  ['image/png', PNG],
  ['image/jpeg', Buffer.from('ffd8ffe000104a464946', 'hex')],
  ['image/gif', Buffer.from('GIF89a\u0001')],
  ['image/webp', Buffer.from('RIFF\u0000\u0000\u0000\u0000WEBPVP8 ')],
];

let server: RawServer;
let avatars: AvatarService;
beforeAll(async () => void (server = await RawServer.start()));
afterAll(() => server.stop());
beforeEach(() => {
  server.asked.length = 0;
  avatars = new AvatarService({ alsoFrom: [server.url] }, new RecordingLog());
});

it.each(kinds)('fetches a picture and tells by its bytes that it is %s', async (type, bytes) => {
  server.answers(bytes, 200, 'text/html');
  expect(await avatars.fetch(`${server.url}/a`)).toEqual({ type, bytes });
});

it('fetches it once, and another one again', async () => {
  server.answers(PNG);
  await avatars.fetch(`${server.url}/a`);
  await avatars.fetch(`${server.url}/a`);
  await avatars.fetch(`${server.url}/b`);
  expect(server.asked.map(({ url }) => url)).toEqual(['/a', '/b']);
});

it.each([
  ['SVG, which may hold scripts', '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', 200],
  ['HTML', '<html>', 200],
  ['nothing', '', 200],
  ['a picture that is gone', PNG, 404],
  ['more than half a megabyte', Buffer.concat([PNG, Buffer.alloc(512 * 1024)]), 200],
])('has no picture for %s', async (_name, body, status) => {
  server.answers(body, status, 'image/png');
  expect(await avatars.fetch(`${server.url}/a`)).toBeNull();
});

it('follows no redirect', async () => {
  server.onRequest = (_request, response) => void response.writeHead(302, { location: '/b' }).end();
  expect(await avatars.fetch(`${server.url}/a`)).toBeNull();
  expect(server.asked).toHaveLength(1);
});

it('has no picture when the connection breaks, and tries again next time', async () => {
  server.onRequest = ({ socket }) => socket.destroy();
  expect(await avatars.fetch(`${server.url}/a`)).toBeNull();
  server.answers(PNG);
  expect(await avatars.fetch(`${server.url}/a`)).not.toBeNull();
});

describe('asks nobody but WeChat’s picture servers', () => {
  it.each([
    'http://thirdwx.qlogo.cn.evil.example/a',
    'https://evilqlogo.cn/a',
    'https://thirdwx.qlogo.cn:8443/a',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'https://user@evil.example/a',
    'nonsense',
    '',
  ])('not %s', async (address) => {
    const open = new AvatarService({ alsoFrom: [] }, new RecordingLog());
    expect(await open.fetch(address)).toBeNull();
  });

  it('not the sandbox’s when there is none', async () => {
    server.answers(PNG);
    expect(await new AvatarService({ alsoFrom: [] }, new RecordingLog()).fetch(`${server.url}/a`)).toBeNull();
    expect(server.asked).toEqual([]);
  });
});
