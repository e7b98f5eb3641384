import { createServer, request as send, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express, type Response } from 'express';
import { addConstantHeaders } from './constant-headers.js';
import { FastExpressAdapter } from './fast-express.adapter.js';
import { PublicAddress } from './public-address.js';

const HSTS = 'max-age=31536000';
const OURS = /^(?:x-content-type-options|strict-transport-security|x-own|content-type|allow)$/i;

/** The ways in which answers are written. */
const ANSWERS: Readonly<Record<string, (response: Response) => void>> = {
  json: (response) => void response.json({ a: 1 }),
  end: (response) => void response.end('text'),
  write: (response) => {
    response.write('te');
    response.end('xt');
  },
  redirect: (response) => response.redirect('/elsewhere'),
  head: (response) => void response.writeHead(200, { 'X-Own': 'yes' }).end(),
  reason: (response) => void response.writeHead(200, 'Fine', { 'X-Own': 'yes' }).end(),
  'head-only': (response) => void response.writeHead(204).end(),
  list: (response) => void response.writeHead(200, ['X-Own', 'yes'] as never).end(),
  'set-before': (response) => {
    response.setHeader('X-Own', 'yes');
    response.writeHead(304, { ETag: '"1"' }).end();
  },
  'said-already': (response) =>
    void response.writeHead(200, { 'x-content-type-options': 'nosniff', 'X-Own': 'yes' }).end(),
  'set-already': (response) => {
    response.setHeader('x-content-type-options', 'nosniff');
    response.end();
  },
};

const servers: Server[] = [];
afterAll(() => servers.forEach((server) => server.close()));

async function serve(address: string, remedy: boolean): Promise<number> {
  const adapter = new FastExpressAdapter(remedy);
  adapter.initHttpServer();
  const app = adapter.getInstance<Express>();
  addConstantHeaders(app, new PublicAddress(address));
  app.use('/files', express.static('.'));
  for (const [name, answer] of Object.entries(ANSWERS))
    app.get(`/${name}`, (_request, response) => answer(response));
  const server = adapter.getHttpServer() as Server;
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** The headers as they go over the wire, so that one sent twice is seen. */
function headersOf(port: number, path: string): Promise<Record<string, string[]>> {
  return new Promise((resolve, reject) => {
    const sent = send({ host: '127.0.0.1', port, path, agent: false }, (answer) => {
      const found: Record<string, string[]> = {};
      const { rawHeaders } = answer;
      for (let at = 0; at < rawHeaders.length; at += 2)
        if (OURS.test(rawHeaders[at]!))
          (found[rawHeaders[at]!.toLowerCase()] ??= []).push(rawHeaders[at + 1]!);
      answer.resume().on('end', () => resolve(found));
    });
    sent.on('error', reject).end();
  });
}

describe.each([true, false])('with the prototypes of Express from the start: %s', (remedy) => {
  it.each([...Object.keys(ANSWERS), 'files/package.json', 'nothing-here'])(
    '/%s says it, once',
    async (name) => {
      const [visitors, laptop] = [
        await serve('https://wx.example.com', remedy),
        await serve('http://localhost:3000', remedy),
      ];
      const secure = await headersOf(visitors, `/${name}`);
      expect(secure).toMatchObject({
        'x-content-type-options': ['nosniff'],
        'strict-transport-security': [HSTS],
      });
      const plain = await headersOf(laptop, `/${name}`);
      expect(plain['strict-transport-security']).toBeUndefined();
      const { 'strict-transport-security': _hsts, ...rest } = secure;
      expect(plain).toEqual(rest);
    },
  );
});

it('changes no other app', async () => {
  const other = createServer(express().get('/', (_request, response) => void response.json({})));
  servers.push(other);
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const found = await headersOf((other.address() as AddressInfo).port, '/');
  expect(Object.keys(found)).toEqual(['content-type']);
});

it('leaves what a handler keeps for all its answers as it was', async () => {
  const kept = Object.freeze({ 'X-Own': 'yes' });
  const app = express();
  addConstantHeaders(app, new PublicAddress('https://wx.example.com'));
  app.get('/', (_request, response) => void response.writeHead(200, kept).end());
  const server = createServer(app);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  expect((await headersOf(port, '/'))['strict-transport-security']).toEqual([HSTS]);
  expect(kept).toEqual({ 'X-Own': 'yes' });
});
