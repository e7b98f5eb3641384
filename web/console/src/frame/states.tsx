import { Button, Empty, Result, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { ApiRefusal } from '../api/client';
import { useWords } from '../words/words';

/** Something could not be read: what happened, its number, and once more. */
export function Failed({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const { frame } = useWords();
  if (error instanceof ApiRefusal && error.status === 403) return <Forbidden />;
  const refusal = error instanceof ApiRefusal ? error : null;
  return (
    <Result
      status="warning"
      title={frame.failed.title}
      subTitle={refusal ? refusal.message : frame.failed.away}
      extra={
        <>
          {retry && <Button onClick={retry}>{frame.retry}</Button>}
          {refusal?.requestId && <p className="quiet mono">{frame.failed.number(refusal.requestId)}</p>}
        </>
      }
    />
  );
}

export function Forbidden() {
  const { frame } = useWords();
  return <Result status="403" title={frame.forbidden.title} subTitle={frame.forbidden.text} />;
}

export function Missing() {
  const { frame } = useWords();
  return (
    <Result
      status="404"
      title={frame.missing.title}
      subTitle={frame.missing.text}
      extra={<Link to="/">{frame.missing.home}</Link>}
    />
  );
}

/** There is nothing yet; `next` says what would change that. */
export function NothingYet({ text, next }: { readonly text: string; readonly next?: ReactNode }) {
  return (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text}>
      {next}
    </Empty>
  );
}

/** There is something, but not with these filters. */
export function NoMatch({ clear }: { readonly clear: () => void }) {
  const { frame } = useWords();
  return (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={frame.noMatch.title}>
      <Button onClick={clear}>{frame.noMatch.clear}</Button>
    </Empty>
  );
}

/** The first look at a page, before anything is here. */
export function Waiting() {
  const { frame } = useWords();
  return (
    <div role="status" aria-label={frame.loading}>
      <Skeleton active paragraph={{ rows: 6 }} />
    </div>
  );
}
