import type { IncomingMessage } from 'node:http';
import { PublicAddress } from '../kernel/http/public-address.js';
import { cameFromConsole } from './console-origin.js';

const address = new PublicAddress('https://wx.example.com');
const from = (headers: Record<string, string>, method = 'POST'): boolean => {
  try {
    cameFromConsole(
      { method, headers: { host: 'wx.example.com', ...headers } } as unknown as IncomingMessage,
      address,
    );
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'operator.not_from_console', kind: 'forbidden' });
    return false;
  }
};
const ours = 'https://wx.example.com';

it('lets our own pages change things, whether their browser says much or little', () => {
  expect(from({ origin: ours, 'sec-fetch-site': 'same-origin' })).toBe(true);
  expect(from({ origin: ours })).toBe(true);
});

it.each([
  [{}],
  [{ 'sec-fetch-site': 'same-origin' }],
  [{ origin: 'null' }],
  [{ origin: '' }],
  [{ origin: 'http://wx.example.com' }],
  [{ origin: 'https://wx.example.com:8443' }],
  [{ origin: 'https://wx.example.com.evil.example' }],
  [{ origin: 'https://evil.example/https://wx.example.com' }],
  [{ origin: ours, 'sec-fetch-site': 'same-site' }],
  [{ origin: ours, 'sec-fetch-site': 'cross-site' }],
  [{ origin: ours, 'sec-fetch-site': 'none' }],
])('lets nobody else: %j', (headers) => {
  expect(from(headers)).toBe(false);
});

it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])('looks at %s as well', (method) => {
  expect(from({ origin: 'https://evil.example' }, method)).toBe(false);
});

it.each(['GET', 'HEAD'])('leaves %s alone, which changes nothing', (method) => {
  expect(from({}, method)).toBe(true);
});

it('takes the host that the request was made to, which is ours by then, on plain http too', () => {
  const local = new PublicAddress('http://localhost:3000');
  const request = { method: 'POST', headers: { host: '127.0.0.1:3000', origin: 'http://127.0.0.1:3000' } };
  expect(() => cameFromConsole(request as unknown as IncomingMessage, local)).not.toThrow();
});
