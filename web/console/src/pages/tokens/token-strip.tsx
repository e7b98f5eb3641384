import { lazy, Suspense, useMemo } from 'react';
import { usePreferences } from '../../frame/preferences';
import { absolute } from '../../frame/when';
import { useWords } from '../../words/words';
import type { HistoryLine } from './token-health';
import { livesOf } from './token-lives';

const Chart = lazy(() => import('../../frame/chart'));
const DAY_MS = 24 * 3_600_000;
const COLOURS = { whole: '#2f9e63', cut: '#c2410c' };

interface Drawn {
  readonly value: (at: number) => number;
  readonly coord: (at: readonly [number, number]) => [number, number];
}

/** The last 24 hours: each token a bar, so that one sees where two worked at once and which died early. */
export function TokenStrip({
  history,
  now,
}: {
  readonly history: readonly HistoryLine[];
  readonly now: string;
}) {
  const { tokens: words } = useWords();
  const { language } = usePreferences();
  // The picture is drawn anew when something happens, not with every look.
  const newest = history[0]?.at;
  const drawn = useMemo(() => {
    const until = new Date(now).getTime();
    const lives = livesOf(history, until).filter((life) => life.until > until - DAY_MS);
    const hour = new Intl.DateTimeFormat(language, { timeStyle: 'short', timeZone: 'Asia/Shanghai' });
    const time = (at: number) => absolute(new Date(at), language);
    return {
      count: lives.length,
      option: {
        grid: { left: 8, right: 8, top: 8, bottom: 24 },
        tooltip: {
          formatter: ({ value }: { value: number[] }) =>
            words.history.chartLine(value[3]!, time(value[0]!), time(value[1]!)),
        },
        xAxis: {
          type: 'time',
          min: until - DAY_MS,
          max: until,
          axisLabel: { formatter: (at: number) => hour.format(at), hideOverlap: true },
        },
        yAxis: { type: 'category', data: ['', ' '], show: false },
        series: [
          {
            type: 'custom',
            encode: { x: [0, 1], y: 2 },
            renderItem: (_params: unknown, at: Drawn) => {
              const [left, middle] = at.coord([Math.max(at.value(0), until - DAY_MS), at.value(2)]);
              const [right] = at.coord([at.value(1), at.value(2)]);
              return {
                type: 'rect',
                shape: { x: left, y: middle - 11, width: Math.max(2, right - left), height: 22, r: 3 },
                style: { fill: at.value(4) ? COLOURS.cut : COLOURS.whole },
              };
            },
            data: lives.map(({ version, from, until: to, cut }) => [
              from,
              to,
              version % 2,
              version,
              cut ? 1 : 0,
            ]),
          },
        ],
      },
    };
  }, [newest, language, words]);
  if (drawn.count === 0) return null;
  return (
    <Suspense fallback={<div style={{ height: 110 }} />}>
      <Chart option={drawn.option} label={words.history.chart(drawn.count)} height={110} />
    </Suspense>
  );
}
