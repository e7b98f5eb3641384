import { channel } from 'node:diagnostics_channel';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Registry } from 'prom-client';
import { request } from 'undici';
import { RequestCounts } from './request-counts.js';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listening(): Promise<{
  server: Server;
  ask: (path: string, method?: 'POST') => Promise<void>;
}> {
  const app = express();
  app.get('/users/:openid', (_request, response) => void response.send('ok'));
  app.post('/users/:openid', (_request, response) => void response.status(409).send('no'));
  const server = createServer(app);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ask = async (path: string, method?: 'POST'): Promise<void> => {
    const answer = await request(`http://127.0.0.1:${port}${path}`, { method: method ?? 'GET' });
    await answer.body.dump();
  };
  return { server, ask };
}

async function told(registry: Registry): Promise<string[]> {
  return (await registry.metrics())
    .split('\n')
    .filter((line) => /^\w/.test(line))
    .sort();
}

it('counts by the route’s pattern, never by an address that somebody made up', async () => {
  const registry = new Registry();
  const counts = new RequestCounts(registry);
  const { server, ask } = await listening();
  counts.start(server);
  await ask('/users/canary-1');
  await ask('/users/canary-2?q=canary');
  await ask('/users/canary-1', 'POST');
  await ask('/canary/3');
  counts.stop();
  expect(await told(registry)).toEqual([
    'lingpai_http_requests_total{route="/users/:openid",method="GET",status="200"} 2',
    'lingpai_http_requests_total{route="/users/:openid",method="POST",status="409"} 1',
    'lingpai_http_requests_total{route="none",method="other",status="404"} 1',
  ]);
});

it('counts what its own server answers, and stops when told', async () => {
  const registry = new Registry();
  const counts = new RequestCounts(registry);
  const [ours, theirs] = [await listening(), await listening()];
  counts.start(ours.server);
  await theirs.ask('/users/1');
  expect(await told(registry)).toEqual([]);
  counts.stop();
  await ours.ask('/users/1');
  expect(await told(registry)).toEqual([]);
  expect(channel('http.server.response.finish').hasSubscribers).toBe(false);
});
