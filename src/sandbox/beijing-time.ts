const BEIJING_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/** The platform's day, counted from 1970: it begins at midnight in Beijing. */
export function beijingDay(atMs: number): number {
  return Math.floor((atMs + BEIJING_MS) / DAY_MS);
}

/** The platform's month, counted from year 0. */
export function beijingMonth(atMs: number): number {
  const there = new Date(atMs + BEIJING_MS);
  return there.getUTCFullYear() * 12 + there.getUTCMonth();
}
