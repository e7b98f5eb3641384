import { Select } from 'antd';
import { useMemo } from 'react';
import { count } from '../../frame/numbers';
import { usePreferences } from '../../frame/preferences';
import { useWords, type Words } from '../../words/words';
import { ByDay } from '../overview/by-day';
import { type LineOf, totalOf } from '../overview/figures';
import type { Caller, CallersUse, Scope } from './callers';

interface Day {
  readonly day: string;
  readonly calls: Readonly<Partial<Record<Scope, number>>>;
}

const COLOURS: Readonly<Record<Scope, string>> = {
  'token:read': '#2f9e63',
  'token:refresh': '#c2410c',
  'ticket:read': '#2a78c8',
  'ticket:sign': '#7c5cc4',
  'users:read': '#d9a441',
  'users:write': '#b5487b',
  'messages:send': '#4a9aa5',
};

/** How often keys were used, by day and by what for: all of them, or one. */
export function CallerUse({
  use,
  callers,
  chosen,
  choose,
}: {
  readonly use: CallersUse;
  readonly callers: readonly Caller[];
  /** Id of a key; null: all of them. */
  readonly chosen: string | null;
  readonly choose: (id: string | null) => void;
}) {
  const { callers: words } = useWords();
  const { language } = usePreferences();
  const days = useMemo(() => daysOf(use, chosen), [use, chosen]);
  const lines = useMemo(() => linesOf(days, words), [days, words]);
  const total = lines.reduce((sum, line) => sum + totalOf(days, line), 0);
  const name = callers.find(({ id }) => id === chosen)?.name;
  return (
    <div className="caller-use">
      <Select
        aria-label={words.use.whose}
        value={chosen ?? ''}
        onChange={(id) => choose(id === '' ? null : id)}
        popupMatchSelectWidth={false}
        options={[
          { value: '', label: words.use.everybody },
          ...callers.map(({ id, name: called, prefix }) => ({ value: id, label: `${called} · ${prefix}…` })),
        ]}
      />
      {total === 0 ? (
        <section className="panel" aria-label={words.use.title}>
          <h2>{words.use.title}</h2>
          <p className="quiet">{words.use.none(days.length)}</p>
        </section>
      ) : (
        <ByDay
          title={name === undefined ? words.use.title : words.use.titleOf(name)}
          summary={words.use.summary(days.length, count(total, language))}
          days={days}
          lines={lines}
          stacked
        />
      )}
    </div>
  );
}

function daysOf({ days, data }: CallersUse, chosen: string | null): readonly Day[] {
  const found = new Map<string, Partial<Record<Scope, number>>>(days.map((day) => [day, {}]));
  for (const { caller, day, scope, calls } of data) {
    const sums = found.get(day);
    if (sums && (chosen === null || caller === chosen)) sums[scope] = (sums[scope] ?? 0) + calls;
  }
  return [...found].map(([day, calls]) => ({ day, calls }));
}

/** What nobody called has no line. */
function linesOf(days: readonly Day[], words: Words['callers']): readonly LineOf<Day>[] {
  return (Object.keys(COLOURS) as Scope[])
    .map((scope) => ({
      name: words.scope[scope],
      colour: COLOURS[scope],
      of: ({ calls }: Day) => calls[scope] ?? 0,
    }))
    .filter((line) => totalOf(days, line) > 0);
}
