import { Registry } from 'prom-client';
import type { Counts } from '../kernel/metering/meter.js';
import { PromMeter } from './prom-meter.js';

const registry = new Registry();
const meter = new PromMeter(registry);
const lines = async (name: string): Promise<string[]> =>
  (await registry.getSingleMetricAsString(name)).split('\n').filter((line) => /^\w/.test(line));

beforeEach(() => registry.resetMetrics());

it('counts under the product’s name, one series for each set of labels', async () => {
  const renewal = { account: 'main', credential: 'token', reason: 'scheduled', outcome: 'renewed' } as const;
  meter.count('token_renewals', renewal);
  meter.count('token_renewals', renewal);
  meter.count('token_renewals', { ...renewal, outcome: '45009' });
  meter.count('token_deaths', { account: 'main', cause: 'fetched_elsewhere' });
  expect(await lines('lingpai_token_renewals_total')).toEqual([
    'lingpai_token_renewals_total{account="main",credential="token",reason="scheduled",outcome="renewed"} 2',
    'lingpai_token_renewals_total{account="main",credential="token",reason="scheduled",outcome="45009"} 1',
  ]);
  expect(await lines('lingpai_token_deaths_total')).toEqual([
    'lingpai_token_deaths_total{account="main",cause="fetched_elsewhere"} 1',
  ]);
});

it('puts durations where they belong, in seconds', async () => {
  meter.observe('wechat_call_seconds', { operation: 'token.stable' }, 0.15);
  const told = await lines('lingpai_wechat_call_seconds');
  expect(told).toContain('lingpai_wechat_call_seconds_bucket{le="0.1",operation="token.stable"} 0');
  expect(told).toContain('lingpai_wechat_call_seconds_bucket{le="0.2",operation="token.stable"} 1');
  expect(told).toContain('lingpai_wechat_call_seconds_sum{operation="token.stable"} 0.15');
});

it('tells how high something stands now', async () => {
  meter.set('push_inbox', { state: 'waiting' }, 7);
  meter.set('push_inbox', { state: 'waiting' }, 3);
  expect(await lines('lingpai_push_inbox')).toEqual(['lingpai_push_inbox{state="waiting"} 3']);
});

it('takes no labels but its own', async () => {
  const more = { operation: 'sns.userinfo', outcome: 'ok', openid: 'canary' } as Counts['wechat_calls'];
  meter.count('wechat_calls', more);
  expect(await lines('lingpai_wechat_calls_total')).toEqual([
    'lingpai_wechat_calls_total{operation="sns.userinfo",outcome="ok"} 1',
  ]);
});

it('has no more than 5,000 series of a metric: what comes after is counted as other', async () => {
  const crowded = new Registry();
  const busy = new PromMeter(crowded);
  for (let errcode = 0; errcode < 5_003; errcode++)
    busy.count('wechat_calls', { operation: 'sns.userinfo', outcome: String(errcode) });
  busy.count('wechat_calls', { operation: 'sns.userinfo', outcome: '17' });
  const told = (await crowded.getSingleMetricAsString('lingpai_wechat_calls_total')).split('\n').slice(2);
  expect(told).toHaveLength(5_001);
  expect(told).toContain('lingpai_wechat_calls_total{operation="other",outcome="other"} 3');
  expect(told).toContain('lingpai_wechat_calls_total{operation="sns.userinfo",outcome="17"} 2');
});

it('two of them count apart', async () => {
  const other = new Registry();
  new PromMeter(other);
  meter.count('wechat_calls', { operation: 'sns.userinfo', outcome: 'ok' });
  expect(await other.getSingleMetricAsString('lingpai_wechat_calls_total')).not.toContain('sns.userinfo');
});
