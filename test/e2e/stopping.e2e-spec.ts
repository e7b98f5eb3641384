import { connect } from 'node:net';
import { once } from 'node:events';
import { ServerGroup } from '../support/server-process-group.js';

let group: ServerGroup;
beforeAll(async () => void (group = await ServerGroup.start(1)));
afterAll(() => group.stop());

it('ends although somebody holds a connection and says nothing', async () => {
  const [member] = group.members;
  const silent = connect(member!.port, '127.0.0.1');
  await once(silent, 'connect');
  const half = connect(member!.port, '127.0.0.1');
  await once(half, 'connect');
  half.write('GET /me HTTP/1.1\r\nHost: ');
  silent.on('error', () => undefined);
  half.on('error', () => undefined);
  await member!.process.end('SIGTERM');
  expect(member!.process.alive).toBe(false);
}, 20_000);
