import { Registry } from 'prom-client';
import { ProcessMetrics } from './process-metrics.js';

it('tells what this process uses, under the names that dashboards know', async () => {
  const registry = new Registry();
  const metrics = new ProcessMetrics(registry, '1.2.3');
  const told = Object.fromEntries(
    (await registry.metrics())
      .split('\n')
      .filter((line) => /^\w/.test(line))
      .map((line) => line.split(' ') as [string, string]),
  );
  metrics.stop();
  expect(Object.keys(told)).toEqual(
    expect.arrayContaining([
      'process_cpu_seconds_total',
      'process_resident_memory_bytes',
      'nodejs_heap_size_used_bytes',
      'nodejs_eventloop_lag_p99_seconds',
      'nodejs_eventloop_utilization',
    ]),
  );
  expect(told[`lingpai_build_info{version="1.2.3",node="${process.version}"}`]).toBe('1');
  expect(Number(told['process_resident_memory_bytes'])).toBeGreaterThan(1e6);
  const [user, system, both] = ['user_', 'system_', ''].map((part) =>
    Number(told[`process_cpu_${part}seconds_total`]),
  );
  expect(user).toBeGreaterThan(0);
  expect(Math.abs(user! + system! - both!)).toBeLessThan(0.5);
  for (const value of Object.values(told)) expect(Number.isFinite(Number(value))).toBe(true);
});
