/** A period that can be set: for how many days something is kept. */
interface Period {
  /** Null: until it is erased. */
  readonly days: number | null;
  readonly least: number;
  readonly most: number;
}

/** What can be set with `RETENTION_DAYS`, by name, with its default and limits. */
export const PERIODS = {
  /** Somebody who does not follow, after their last sign of life. */
  users: { days: null, least: 30, most: 3_650 },
  /** That somebody began or ceased to follow. */
  following: { days: null, least: 30, most: 3_650 },
  /** A visitor's own token, after WeChat would no longer renew it. */
  tokens: { days: 7, least: 1, most: 365 },
  /** Tombstones of the erased: longer than the oldest backup that may be restored. */
  erasures: { days: 400, least: 30, most: 3_650 },
} as const satisfies Record<string, Period>;

/** Which period. */
export type PeriodName = keyof typeof PERIODS;

/** Name → days; null: until it is erased. */
export type RetentionDays = Readonly<Record<PeriodName, number | null>>;

/** Reads `name=days` entries over the defaults; what is wrong is told in a word. @throws RangeError */
export function retentionOf(entries: readonly string[]): RetentionDays {
  const days: Record<string, number | null> = {};
  for (const [name, period] of Object.entries(PERIODS)) days[name] = period.days;
  for (const entry of entries) {
    const [, name = '', count = ''] = /^([a-z]+)=(\d{1,5})$/.exec(entry) ?? [];
    if (!Object.hasOwn(PERIODS, name))
      throw new RangeError(`entries such as users=730; the names are ${Object.keys(PERIODS).join(', ')}`);
    const { least, most } = PERIODS[name as PeriodName];
    if (Number(count) < least || Number(count) > most)
      throw new RangeError(`${name} takes ${least} to ${most} days`);
    days[name] = Number(count);
  }
  return days as RetentionDays;
}
