import type { IncomingMessage } from 'node:http';
import { mayLook } from './may-look.js';

const TOKEN = 'a-token-of-24-characters';

function from(remoteAddress: string, headers: Record<string, string> = {}): IncomingMessage {
  return { socket: { remoteAddress }, headers: { host: '127.0.0.1:3000', ...headers } } as never;
}

it.each(['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1'])(
  'lets this machine look, as %s',
  (address) => {
    expect(mayLook(from(address), null)).toBe(true);
    expect(mayLook(from(address), TOKEN)).toBe(true);
  },
);

it.each(['10.0.0.1', '192.0.2.7', '::ffff:10.0.0.1', '2001:db8::1', '1127.0.0.1', ''])(
  'lets nobody else, as %s',
  (address) => {
    expect(mayLook(from(address), null)).toBe(false);
    expect(mayLook(from(address), TOKEN)).toBe(false);
  },
);

it.each([
  ['X-Forwarded-For', '127.0.0.1'],
  ['X-Forwarded-Proto', 'https'],
  ['X-Forwarded-Host', 'localhost'],
  ['X-Real-IP', '127.0.0.1'],
  ['Forwarded', 'for=127.0.0.1'],
  ['Via', '1.1 proxy'],
  ['Host', 'wx.example.com'],
  ['Host', 'localhost.example.com'],
  ['Host', '127.0.0.1.example.com:3000'],
  ['Host', ''],
])('takes %s: %s for a proxy on this machine that speaks for a stranger', (name, value) => {
  expect(mayLook(from('127.0.0.1', { [name.toLowerCase()]: value }), null)).toBe(false);
});

it.each(['localhost', 'LOCALHOST:3000', '[::1]:3000', '127.0.0.1'])('knows this machine as %s', (host) => {
  expect(mayLook(from('::1', { host }), null)).toBe(true);
});

it('lets whoever has the token look, from anywhere and through proxies', () => {
  const headers = { authorization: `Bearer ${TOKEN}`, host: 'wx.example.com', 'x-forwarded-for': '10.0.0.1' };
  expect(mayLook(from('192.0.2.7', headers), TOKEN)).toBe(true);
});

it.each([`Bearer ${TOKEN}x`, `bearer${TOKEN}`, TOKEN, 'Bearer ', 'Bearer null', 'Bearer undefined', ''])(
  'refuses "%s", from this machine too',
  (authorization) => {
    for (const address of ['192.0.2.7', '127.0.0.1'])
      for (const token of [TOKEN, null, undefined as never, ''])
        expect(mayLook(from(address, { authorization }), token)).toBe(false);
  },
);
