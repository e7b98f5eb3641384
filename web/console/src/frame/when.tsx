import { Tooltip } from 'antd';
import { useEffect, useState } from 'react';
import { useWords } from '../words/words';
import { usePreferences } from './preferences';

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];
const ZONE = 'Asia/Shanghai';

/** How long ago or how long until, in the largest unit that fits. */
export function relative(at: Date, now: Date, language: string): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(Math.round(seconds / size), unit);
}

/** The time in Beijing, to the second. */
export function absolute(at: Date, language: string): string {
  return new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: ZONE,
  }).format(at);
}

/** An instant: how long ago, and in the tooltip when exactly. */
export function When({ at }: { readonly at: string | null | undefined }) {
  const { language } = usePreferences();
  const { frame } = useWords();
  useNow(10_000);
  if (!at) return <span className="quiet">{frame.none}</span>;
  const instant = new Date(at);
  return (
    <Tooltip title={absolute(instant, language)}>
      <time dateTime={at}>{relative(instant, new Date(), language)}</time>
    </Tooltip>
  );
}

/** The present, anew every `everyMs`. */
export function useNow(everyMs: number): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
