import { lazy, Suspense, useMemo } from 'react';
import { count } from '../../frame/numbers';
import { usePreferences } from '../../frame/preferences';
import { useWords } from '../../words/words';
import type { Figures } from './figures';

const Chart = lazy(() => import('../../frame/chart'));
const HEIGHT = 200;

/** What became of the logins that were begun: step by step, and why they failed. */
export function Funnel({ funnel }: { readonly funnel: Figures['funnel'] }) {
  const { overview } = useWords();
  const { language } = usePreferences();
  const { funnel: words } = overview;
  const number = (value: number) => count(value, language);
  const { started, returned, signed_in: done, denied, failed, under_way: underWay, causes } = funnel;
  const steps = useMemo(
    (): [string, number][] => [
      [words.started, started],
      [words.returned, returned],
      [words.signed_in, done],
      [words.denied, denied],
      [words.failed, failed],
      [words.abandoned, Math.max(0, started - returned - underWay)],
      [words.under_way, underWay],
    ],
    [words, started, returned, done, denied, failed, underWay],
  );
  const option = useMemo(
    () => ({
      grid: { left: 4, right: 40, top: 4, bottom: 4, containLabel: true },
      color: ['#2f9e63'],
      tooltip: { trigger: 'axis', axisPointer: { type: 'none' } },
      xAxis: { type: 'value', show: false },
      yAxis: {
        type: 'category',
        inverse: true,
        axisLine: { show: false },
        axisTick: { show: false },
        data: steps.map(([name]) => name),
      },
      series: [
        {
          type: 'bar',
          barMaxWidth: 18,
          label: { show: true, position: 'right' },
          data: steps.map(([, value]) => value),
        },
      ],
    }),
    [steps],
  );
  const share = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const summary = words.summary(number(started), number(done));
  return (
    <section className="panel overview-by-day" aria-label={words.title}>
      <div className="row">
        <h2>{words.title}</h2>
        <span className="quiet">{summary}</span>
      </div>
      <Suspense fallback={<div style={{ height: HEIGHT }} />}>
        <Chart option={option} label={`${words.title}: ${summary}`} height={HEIGHT} />
      </Suspense>
      <Causes causes={causes} />
      <details className="overview-numbers">
        <summary>{overview.table}</summary>
        <table>
          <caption>{words.title}</caption>
          <thead>
            <tr>
              <th scope="col">{words.step}</th>
              <th scope="col">{words.logins}</th>
              <th scope="col">{words.share}</th>
            </tr>
          </thead>
          <tbody>
            {steps.map(([name, value]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{number(value)}</td>
                <td>{share.format(started ? value / started : 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}

function Causes({ causes }: { readonly causes: Figures['funnel']['causes'] }) {
  const { overview } = useWords();
  const { language } = usePreferences();
  const { funnel: words } = overview;
  return (
    <>
      <h3>{words.causes}</h3>
      {causes.length === 0 ? (
        <p className="quiet">{words.noCauses}</p>
      ) : (
        <ul className="overview-causes">
          {causes.map(({ cause, logins }) => (
            <li key={cause}>
              <span>{overview.cause[cause] ?? <code className="mono">{cause}</code>}</span>
              <strong>{count(logins, language)}</strong>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
