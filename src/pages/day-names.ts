import type { Language } from './language.js';

const DAY_MS = 86_400_000;
const CHINA_MS = 8 * 3_600_000;
const MAX_KEPT = 400;

/** Names of days in China's time, as a reader of the language writes them; formatted once a day, not once a page. */
export class DayNames {
  private readonly kept = new Map<number, string>();
  private readonly format: Intl.DateTimeFormat;

  constructor(language: Language) {
    this.format = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'Asia/Shanghai' });
  }

  /** The day of an RFC 3339 instant; empty when it is none. */
  of(instant: string): string {
    const time = Date.parse(instant);
    if (Number.isNaN(time)) return '';
    const day = Math.floor((time + CHINA_MS) / DAY_MS);
    return this.kept.get(day) ?? this.name(day, time);
  }

  private name(day: number, time: number): string {
    const name = this.format.format(time);
    if (this.kept.size >= MAX_KEPT) this.kept.clear();
    this.kept.set(day, name);
    return name;
  }
}
