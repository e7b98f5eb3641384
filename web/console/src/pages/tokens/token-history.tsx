import { Button } from 'antd';
import { useState } from 'react';
import { type Column, Listing } from '../../frame/listing';
import { NothingYet } from '../../frame/states';
import { When } from '../../frame/when';
import { useWords, type Words } from '../../words/words';
import { explain } from './explanation';
import type { HistoryLine } from './token-health';
import { TokenStrip } from './token-strip';

/** So many lines are shown until more are wanted. */
const AT_FIRST = 10;

/** What happened to an account's token: as a picture of the day, and line by line. */
export function TokenHistory({
  lines,
  now,
}: {
  readonly lines: readonly HistoryLine[];
  readonly now: string;
}) {
  const words = useWords();
  const { history } = words.tokens;
  const [shown, setShown] = useState(AT_FIRST);
  if (lines.length === 0) return <NothingYet text={history.empty} />;
  const numbered = lines.map((line, at) => ({ ...line, key: `${line.at} ${lines.length - at}` }));
  return (
    <div>
      <h3>{history.title}</h3>
      <TokenStrip history={lines} now={now} />
      <Listing
        label={history.title}
        rows={numbered.slice(0, shown)}
        rowKey={({ key }) => key}
        columns={columnsIn(words)}
      />
      {numbered.length > shown && (
        <Button type="text" onClick={() => setShown(numbered.length)}>
          {words.frame.more}
        </Button>
      )}
    </div>
  );
}

function columnsIn(words: Words): Column<HistoryLine>[] {
  const { tokens, frame } = words;
  const { history } = tokens;
  return [
    { key: 'at', title: history.at, show: ({ at }) => <When at={at} /> },
    {
      key: 'event',
      title: history.what,
      show: ({ event, credential }) => `${tokens.credential[credential]} · ${tokens.event[event]}`,
    },
    {
      key: 'reason',
      title: history.reason,
      show: ({ reason }) => (reason ? tokens.reason[reason] : frame.none),
    },
    { key: 'version', title: history.version, show: ({ version }) => version ?? frame.none },
    {
      key: 'instance',
      title: history.instance,
      show: ({ instance }) => <span className="mono">{instance}</span>,
    },
    {
      key: 'took',
      title: history.took,
      show: ({ duration_ms: ms }) => (ms === null ? frame.none : history.ms(ms)),
    },
    { key: 'by', title: history.by, show: ({ reported_by: by }) => by ?? frame.none },
    {
      key: 'why',
      title: history.why,
      show: ({ cause, failure, advice }) =>
        explain(words, cause ?? failure ?? '', advice)?.what ?? frame.none,
    },
  ];
}
