import { Alert } from 'antd';
import { CopyText } from '../../frame/copy-text';
import { When } from '../../frame/when';
import { useWords } from '../../words/words';
import { addressToWhitelist, explain, STRANGERS } from './explanation';
import type { CredentialHealth, HistoryLine } from './token-health';

const CONSOLE = 'https://mp.weixin.qq.com/';
/** For so long a stranger's visit is told of, in milliseconds. */
const TOLD_MS = 24 * 3_600_000;

/** Why WeChat gives no token, and what to do about it. */
export function FailureNote({ failure }: { readonly failure: NonNullable<CredentialHealth['failure']> }) {
  const words = useWords();
  const { tokens } = words;
  const { what, remedy } = explain(words, failure.code, failure)!;
  const address = addressToWhitelist(failure.said);
  return (
    <Alert
      role="alert"
      type="error"
      showIcon
      title={what}
      description={
        <>
          <p>{remedy}</p>
          {address && (
            <p>
              {tokens.whitelist('')} <CopyText text={address} keep={20} />
            </p>
          )}
          <p>
            <a href={CONSOLE} target="_blank" rel="noreferrer noopener">
              {tokens.openConsole}
            </a>
          </p>
          <p className="quiet">
            {tokens.failures(failure.in_a_row)}
            {failure.next_attempt_seconds > 0 && ` · ${tokens.nextAttempt(failure.next_attempt_seconds)}`}
          </p>
          <p className="quiet mono">
            {tokens.said}: {failure.code} {failure.said}
          </p>
        </>
      }
    />
  );
}

/** Somebody outside who took the token from us, told until it is a day old. */
export function StrangerNote({
  history,
  now,
}: {
  readonly history: readonly HistoryLine[];
  readonly now: string;
}) {
  const words = useWords();
  const { stranger } = words.tokens;
  const since = new Date(now).getTime() - TOLD_MS;
  const seen = history.find(
    ({ event, cause, at }) => event === 'died' && STRANGERS.has(cause) && new Date(at).getTime() > since,
  );
  if (!seen) return null;
  const told = explain(words, seen.cause!, seen.advice);
  return (
    <Alert
      role="alert"
      type="warning"
      showIcon
      title={stranger.title}
      description={
        <>
          <p>{told?.what}</p>
          <p>{told?.remedy}</p>
          <p className="quiet">
            {stranger.when} <When at={seen.at} />
            {seen.reported_by && ` · ${stranger.reporter(seen.reported_by)}`}
          </p>
        </>
      }
    />
  );
}
