import type { IncomingMessage } from 'node:http';
import express from 'express';
import { methodsAt } from './methods-at.js';

const nothing = (): void => undefined;
const app = express();
app.use('/things', nothing);
app.get('/things', nothing);
app.post('/things', nothing);
app.put('/things/:name', nothing);
app.get('/me', nothing);
app.get('/rest/*path', nothing);
app.get(/^\/pattern/, nothing);

const at = (url: string): string[] => methodsAt({ url, app } as unknown as IncomingMessage);

it.each([
  ['/things', ['GET', 'HEAD', 'POST']],
  ['/things?x=/me', ['GET', 'HEAD', 'POST']],
  ['/things/', ['GET', 'HEAD', 'POST']],
  ['/things/one', ['PUT']],
  ['/me', ['GET', 'HEAD']],
  ['/things/one/two', []],
  ['/nowhere', []],
  ['/', []],
])('%s is there for %j', (url, methods) => {
  expect(at(url)).toEqual(methods);
});

it('an address is not there because some route takes whatever is left over', () => {
  expect(at('/rest/api/nothing')).toEqual([]);
  expect(at('/pattern')).toEqual([]);
});

it('of a request that no app has seen nothing is known', () => {
  expect(methodsAt({ url: '/things' } as IncomingMessage)).toEqual([]);
});
