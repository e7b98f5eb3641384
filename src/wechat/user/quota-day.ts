const DAY_MS = 86_400_000;
const BEIJING_MS = 8 * 3_600_000;
/** Quotas are counted anew at midnight in Beijing, and not everywhere in the same second. */
const GRACE_MS = 5 * 60_000;

/** When a daily quota is there again. */
export function quotaBackAt(now: Date): Date {
  const day = Math.floor((now.getTime() + BEIJING_MS) / DAY_MS);
  return new Date((day + 1) * DAY_MS - BEIJING_MS + GRACE_MS);
}
