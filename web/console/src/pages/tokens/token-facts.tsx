import { When } from '../../frame/when';
import { useWords } from '../../words/words';
import { CredentialState } from './credential-state';
import { LifeBar } from './life-bar';
import type { CredentialHealth } from './token-health';

/** How one credential is. */
export function TokenFacts({
  title,
  health,
  serverNow,
}: {
  readonly title: string;
  readonly health: CredentialHealth;
  readonly serverNow: string;
}) {
  const { tokens: words } = useWords();
  return (
    <div className="credential">
      <div className="row">
        <h3>{title}</h3>
        <CredentialState state={health.state} />
      </div>
      <LifeBar health={health} serverNow={serverNow} />
      <dl className="facts">
        <dt>{words.next}</dt>
        <dd>
          <When at={health.refresh_after} />
        </dd>
        <dt>{words.fetched}</dt>
        <dd>
          <When at={health.fetched_at} />
        </dd>
        <dt>{words.expires}</dt>
        <dd>
          <When at={health.expires_at} />
        </dd>
        <dt>{words.version}</dt>
        <dd>{health.version}</dd>
      </dl>
    </div>
  );
}
