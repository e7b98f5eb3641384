import { type IntervalHistogram, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { Counter, Gauge, type Registry } from 'prom-client';

/** How finely the event loop is watched, in milliseconds: fifty looks a second, which cost nothing that can be measured. */
const RESOLUTION_MS = 20;
const MICROSECONDS = 1e6;
const NANOSECONDS = 1e9;

/**
 * Memory, processor and event loop of this process, read when somebody asks; under the names that dashboards
 * for Node.js know. Garbage collections and open files are left out: they cost each request, or each look.
 */
export class ProcessMetrics {
  private readonly lag: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  /** @param registry to which they are added @param version of the program */
  constructor(
    private readonly registry: Registry,
    version: string,
  ) {
    this.processor();
    this.memory();
    this.eventLoop();
    this.fixed('lingpai_build_info', 'The version that runs, as a label.', {
      version,
      node: process.version,
    });
    this.lag.enable();
  }

  /** Ends the watch. */
  stop(): void {
    this.lag.disable();
  }

  private processor(): void {
    const used = (name: string, help: string, read: (usage: NodeJS.CpuUsage) => number): void => {
      new Counter({
        name,
        help,
        registers: [this.registry],
        collect() {
          this.reset();
          this.inc(read(process.cpuUsage()) / MICROSECONDS);
        },
      });
    };
    used('process_cpu_user_seconds_total', 'Processor time in our code.', ({ user }) => user);
    used('process_cpu_system_seconds_total', 'Processor time in the kernel.', ({ system }) => system);
    used('process_cpu_seconds_total', 'Processor time.', ({ user, system }) => user + system);
  }

  private memory(): void {
    this.gauge('process_resident_memory_bytes', 'Memory held, in all.', () => process.memoryUsage.rss());
    const parts = [
      ['nodejs_heap_size_total_bytes', 'Heap held.', 'heapTotal'],
      ['nodejs_heap_size_used_bytes', 'Heap used.', 'heapUsed'],
      ['nodejs_external_memory_bytes', 'Memory beside the heap.', 'external'],
    ] as const;
    for (const [name, help, part] of parts) this.gauge(name, help, () => process.memoryUsage()[part]);
  }

  private eventLoop(): void {
    const of = (percentile: number): number => seconds(this.lag.percentile(percentile));
    this.gauge('nodejs_eventloop_lag_mean_seconds', 'Event loop delay since the start.', () =>
      seconds(this.lag.mean),
    );
    this.gauge('nodejs_eventloop_lag_p50_seconds', 'Its median.', () => of(50));
    this.gauge('nodejs_eventloop_lag_p90_seconds', 'Its 90th percentile.', () => of(90));
    this.gauge('nodejs_eventloop_lag_p99_seconds', 'Its 99th percentile.', () => of(99));
    this.gauge('nodejs_eventloop_lag_max_seconds', 'Its longest.', () => seconds(this.lag.max));
    this.gauge(
      'nodejs_eventloop_utilization',
      'Part of its time in which the event loop was busy.',
      () => performance.eventLoopUtilization().utilization,
    );
  }

  private gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }

  private fixed(name: string, help: string, labels: Record<string, string>): void {
    new Gauge({ name, help, labelNames: Object.keys(labels), registers: [this.registry] }).set(labels, 1);
  }
}

/** Before the first look there is nothing to tell. */
function seconds(nanoseconds: number): number {
  return Number.isFinite(nanoseconds) && nanoseconds < 1e15 ? nanoseconds / NANOSECONDS : 0;
}
