import { lazy, Suspense, useMemo } from 'react';
import { count } from '../../frame/numbers';
import { usePreferences } from '../../frame/preferences';
import { useWords } from '../../words/words';
import { type LineOf, totalOf } from './figures';
import './overview.css';

const Chart = lazy(() => import('../../frame/chart'));
const HEIGHT = 220;

/** Quantities day by day: in a sentence, as a picture, and as a table with the same numbers. */
export function ByDay<Day extends { readonly day: string }>({
  title,
  summary,
  days,
  lines,
  stacked = false,
}: {
  readonly title: string;
  readonly summary: string;
  readonly days: readonly Day[];
  /** Made once, not with every look. */
  readonly lines: readonly LineOf<Day>[];
  readonly stacked?: boolean;
}) {
  const option = useMemo(
    () => ({
      grid: { left: 4, right: 8, top: lines.length > 1 ? 32 : 12, bottom: 4, containLabel: true },
      color: lines.map(({ colour }) => colour),
      tooltip: { trigger: 'axis' },
      ...(lines.length > 1
        ? { legend: { type: 'scroll', top: 0, icon: 'roundRect', itemWidth: 14, itemGap: 8 } }
        : {}),
      xAxis: { type: 'category', data: days.map(({ day }) => day.slice(5)) },
      yAxis: { type: 'value', minInterval: 1 },
      series: lines.map(({ name, of }) => ({
        name,
        type: 'bar',
        barMaxWidth: 26,
        data: days.map(of),
        ...(stacked ? { stack: 'all' } : {}),
      })),
    }),
    [days, lines, stacked],
  );
  return (
    <section className="panel overview-by-day" aria-label={title}>
      <div className="row">
        <h2>{title}</h2>
        <span className="quiet">{summary}</span>
      </div>
      <Suspense fallback={<div style={{ height: HEIGHT }} />}>
        <Chart option={option} label={`${title}: ${summary}`} height={HEIGHT} />
      </Suspense>
      <Numbers title={title} days={days} lines={lines} />
    </section>
  );
}

function Numbers<Day extends { readonly day: string }>({
  title,
  days,
  lines,
}: {
  readonly title: string;
  readonly days: readonly Day[];
  readonly lines: readonly LineOf<Day>[];
}) {
  const { overview: words } = useWords();
  const { language } = usePreferences();
  const number = (value: number) => count(value, language);
  return (
    <details className="overview-numbers">
      <summary>{words.table}</summary>
      <div tabIndex={0} role="group" aria-label={`${title} · ${words.table}`}>
        <table>
          <caption>{title}</caption>
          <thead>
            <tr>
              <th scope="col">{words.day}</th>
              {lines.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days.toReversed().map((each) => (
              <tr key={each.day}>
                <th scope="row">{each.day}</th>
                {lines.map(({ name, of }) => (
                  <td key={name}>{number(of(each))}</td>
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{words.total}</th>
              {lines.map((line) => (
                <td key={line.name}>{number(totalOf(days, line))}</td>
              ))}
            </tr>
          </tfoot>
        </table>
      </div>
    </details>
  );
}
