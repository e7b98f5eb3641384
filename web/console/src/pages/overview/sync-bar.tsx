import { Alert } from 'antd';
import { clockTime, count } from '../../frame/numbers';
import { usePreferences } from '../../frame/preferences';
import { When } from '../../frame/when';
import { useWords } from '../../words/words';
import { type FollowerSync, isOpen } from './follower-sync';

/** How far a reading is: a bar that moves, figures, and what it waits for or failed with. */
export function SyncBar({ name, run }: { readonly name: string; readonly run: FollowerSync }) {
  const { overview } = useWords();
  const { language } = usePreferences();
  const { sync: words } = overview;
  const number = (value: number) => count(value, language);
  const { done, total, rate, eta_seconds: eta, left, error } = run;
  const percent = run.state === 'done' ? 100 : total ? Math.min(100, Math.floor((done / total) * 100)) : 0;
  const figures = [
    isOpen(run) && run.state !== 'queued' && words.phase[run.phase],
    total === null ? words.unknownTotal(number(done)) : words.done(number(done), number(total)),
    rate !== null && run.state === 'running' && words.rate(number(Math.round(rate))),
    eta !== null && words.eta(clockTime(eta)),
    left > 0 && words.left(number(left)),
  ].filter(Boolean);
  return (
    <>
      <div
        className={`overview-bar overview-bar-${run.state}`}
        role="progressbar"
        aria-label={words.bar(name)}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={`${percent}% · ${figures.join(' · ')}`}
      >
        <span style={{ width: `${percent}%` }} />
      </div>
      <p className="quiet overview-figures">
        {percent}% · {figures.join(' · ')}
        {run.resume_at && (
          <>
            {' '}
            · {words.resumesAt} <When at={run.resume_at} />
          </>
        )}
      </p>
      {error && (
        <Alert
          type={run.state === 'failed' ? 'error' : 'warning'}
          showIcon
          title={run.state === 'failed' ? words.failedWith : words.waitsFor}
          description={
            <span className="mono">
              {error.code}
              {error.errcode === null ? '' : ` · ${error.errcode}`} · {error.detail}
            </span>
          }
        />
      )}
    </>
  );
}
