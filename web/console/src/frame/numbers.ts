/** A count as people of this language write it: 12,345 · 1.2万 above a hundred thousand when `short`. */
export function count(value: number, language: string, short = false): string {
  const compact = short && Math.abs(value) >= 100_000;
  return new Intl.NumberFormat(
    language,
    compact ? { notation: 'compact', maximumFractionDigits: 1 } : {},
  ).format(value);
}

/** Seconds as `1:58:03` or `4:07`. */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (part: number) => String(part).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
