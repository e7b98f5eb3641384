import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { type Counts, type Levels, type Measures, Meter } from '../kernel/metering/meter.js';

/** How many series one metric may have. Accounts are few and codes are ours or WeChat's; this is for the day that is not so. */
const MOST_SERIES = 5_000;
/** What the labels of further ones say. */
const OTHER = 'other';

interface Described<Labels> {
  readonly help: string;
  readonly labels: readonly (keyof Labels & string)[];
}

const COUNTS: { readonly [Name in keyof Counts]: Described<Counts[Name]> } = {
  token_renewals: {
    help: 'Renewals of global tokens and tickets that ended, by why they were begun and what came of them.',
    labels: ['account', 'credential', 'reason', 'outcome'],
  },
  token_deaths: {
    help: 'Global tokens that died before their time or were reported dead, by cause.',
    labels: ['account', 'cause'],
  },
  wechat_calls: {
    help: 'Calls to WeChat: ok, an errcode, unreachable or unreadable.',
    labels: ['operation', 'outcome'],
  },
  pushes: {
    help: 'Pushes of WeChat that were acknowledged, by kind; first, or again for one that was there.',
    labels: ['account', 'kind', 'delivery'],
  },
  pushes_refused: {
    help: 'Pushes and handshakes that were refused, by what was wrong with them.',
    labels: ['account', 'fault'],
  },
  push_effects: {
    help: 'Tries to give a push its effect: done, again (a later try follows) or dead (given up).',
    labels: ['kind', 'outcome'],
  },
};

const MEASURES: {
  readonly [Name in keyof Measures]: Described<Measures[Name]> & { readonly buckets: number[] };
} = {
  wechat_call_seconds: {
    help: 'How long calls to WeChat take.',
    labels: ['operation'],
    buckets: [0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 5],
  },
  push_answer_seconds: {
    help: 'How long pushes wait for their answer; WeChat hangs up after 5 seconds.',
    labels: ['outcome'],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  },
  push_effect_seconds: {
    help: 'How long it takes from a push to its effect.',
    labels: ['kind'],
    buckets: [0.05, 0.25, 1, 5, 15, 60, 300, 1800],
  },
};

const LEVELS: { readonly [Name in keyof Levels]: Described<Levels[Name]> } = {
  push_inbox: {
    help: 'Pushes in the inbox of the whole system: waiting for their effect, or dead.',
    labels: ['state'],
  },
};

/** Keeps the counts of this process for Prometheus, as `lingpai_<name>_total` and `lingpai_<name>`. */
export class PromMeter extends Meter {
  private readonly counters = new Map<string, Counter>();
  private readonly histograms = new Map<string, Histogram>();
  private readonly gauges = new Map<string, Gauge>();
  private readonly series = new Map<string, Set<string>>();

  constructor(registry: Registry) {
    super();
    const registers = [registry];
    for (const [name, { help, labels }] of Object.entries(COUNTS))
      this.counters.set(
        name,
        new Counter({ name: `lingpai_${name}_total`, help, labelNames: [...labels], registers }),
      );
    for (const [name, { help, labels, buckets }] of Object.entries(MEASURES))
      this.histograms.set(
        name,
        new Histogram({ name: `lingpai_${name}`, help, labelNames: [...labels], buckets, registers }),
      );
    for (const [name, { help, labels }] of Object.entries(LEVELS))
      this.gauges.set(name, new Gauge({ name: `lingpai_${name}`, help, labelNames: [...labels], registers }));
  }

  override set<Name extends keyof Levels>(name: Name, labels: Levels[Name], value: number): void {
    this.gauges.get(name)!.set(this.bounded(name, LEVELS[name].labels, labels), value);
  }

  override count<Name extends keyof Counts>(name: Name, labels: Counts[Name]): void {
    this.counters.get(name)!.inc(this.bounded(name, COUNTS[name].labels, labels));
  }

  override observe<Name extends keyof Measures>(name: Name, labels: Measures[Name], value: number): void {
    this.histograms.get(name)!.observe(this.bounded(name, MEASURES[name].labels, labels), value);
  }

  private bounded(name: string, names: readonly string[], labels: object): Record<string, string> {
    const given = labels as Record<string, string>;
    const values = names.map((label) => given[label]!);
    let series = this.series.get(name);
    if (!series) this.series.set(name, (series = new Set()));
    const key = values.join('\n');
    if (series.size < MOST_SERIES) series.add(key);
    const known = series.has(key);
    return Object.fromEntries(names.map((label, at) => [label, known ? values[at]! : OTHER]));
  }
}
