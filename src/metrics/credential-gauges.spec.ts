import { Registry } from 'prom-client';
import { FixedClock } from '../../test/fakes/fixed-clock.js';
import type { CredentialRepository, CredentialState } from '../token/credential.repository.js';
import { CredentialGauges } from './credential-gauges.js';

let states: Partial<CredentialState>[] | null;
let clock: FixedClock;
let registry: Registry;
let gauges: CredentialGauges;

beforeEach(() => {
  states = [];
  clock = new FixedClock();
  registry = new Registry();
  const rows = {
    states: async () => {
      if (!states) throw new Error('away');
      return states;
    },
  } as unknown as CredentialRepository;
  gauges = new CredentialGauges(rows, clock, registry);
});

async function told(): Promise<string[]> {
  await gauges.refresh();
  return (await registry.metrics()).split('\n').filter((line) => /^\w/.test(line));
}

const token: Partial<CredentialState> = {
  kind: 'token',
  accountKey: 'main',
  version: 12,
  livesMs: 90_500,
  failures: 3,
};

it('tells of each token and ticket how long it lives, its version, and its failures', async () => {
  states = [token, { ...token, kind: 'ticket', version: 2, livesMs: -5, failures: 0 }];
  expect(await told()).toEqual([
    'lingpai_token_seconds_left{account="main",credential="token"} 90.5',
    'lingpai_token_seconds_left{account="main",credential="ticket"} 0',
    'lingpai_token_version{account="main",credential="token"} 12',
    'lingpai_token_version{account="main",credential="ticket"} 2',
    'lingpai_token_failures{account="main",credential="token"} 3',
    'lingpai_token_failures{account="main",credential="ticket"} 0',
    'lingpai_database_up 1',
  ]);
});

it('a token that nobody asked for yet has not run out; one that cannot be had has', async () => {
  states = [{ ...token, version: 0, livesMs: 0, failures: 0 }];
  expect(await told()).toEqual(['lingpai_database_up 1']);
  states = [{ ...token, version: 0, livesMs: 0, failures: 1 }];
  expect(await told()).toContain('lingpai_token_seconds_left{account="main",credential="token"} 0');
});

it('while the database is away, what was last seen grows older', async () => {
  states = [token];
  await told();
  states = null;
  clock.advance(60);
  expect(await told()).toEqual(
    expect.arrayContaining([
      'lingpai_database_up 0',
      'lingpai_token_seconds_left{account="main",credential="token"} 30.5',
    ]),
  );
  clock.advance(60);
  expect(await told()).toContain('lingpai_token_seconds_left{account="main",credential="token"} 0');
});

it('an account that is gone is told of no more', async () => {
  states = [token];
  await told();
  states = [];
  expect(await told()).toEqual(['lingpai_database_up 1']);
});
