// npm run bench -- [name] [--rounds N] [--json FILE]: prints a table and writes JSON. Names: visitors (default), token, sandbox, sync [--followers N], users.
import { parseArgs } from 'node:util';

const benches = {
  visitors: () => import('./visitors/visitors.bench.mjs'),
  token: () => import('./token/token.bench.mjs'),
  sandbox: () => import('./sandbox/followers.bench.mjs'),
  sync: () => import('./sync/sync.bench.mjs'),
  users: () => import('./users/users.bench.mjs'),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    json: { type: 'string' },
    rows: { type: 'string' },
    followers: { type: 'string' },
  },
});
const name = positionals[0] ?? 'visitors';
if (!benches[name]) {
  console.error(`No bench is called ${name}; there are: ${Object.keys(benches).join(', ')}.`);
  process.exit(64);
}
const { run } = await benches[name]();
await run({
  rounds: Number(values.rounds),
  rows: values.rows,
  followers: values.followers,
  json: values.json ?? `bench/results/${name}.json`,
});
