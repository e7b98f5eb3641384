import { Tag } from 'antd';
import { Link } from 'react-router';
import { CopyText } from '../../frame/copy-text';
import { Page } from '../../frame/page';
import { Refused } from '../../frame/refused';
import { Failed, NothingYet, Waiting } from '../../frame/states';
import { useWords } from '../../words/words';
import { TokenDeeds } from './token-deeds';
import { TokenFacts } from './token-facts';
import { type TokenHealth, useTokenHealth, useTokenHistory } from './token-health';
import { TokenHistory } from './token-history';
import { TokenHolders } from './token-holders';
import { FailureNote, StrangerNote } from './troubles';
import './tokens.css';

/** How every account's token is, as it changes. */
export default function TokensPage() {
  const { tokens: words, frame } = useWords();
  const all = useTokenHealth();
  return (
    <Page title={frame.places.tokens}>
      {all.isPending ? (
        <Waiting />
      ) : all.isError && !all.data ? (
        <Failed error={all.error} retry={() => void all.refetch()} />
      ) : all.data.length === 0 ? (
        <NothingYet text={words.empty} next={<Link to="/accounts">{words.addAccount}</Link>} />
      ) : (
        <div className="stack">
          {/* What is shown is old, then. */}
          <Refused error={all.error} />
          {all.data.map((health) => (
            <AccountTokens key={health.account} health={health} />
          ))}
        </div>
      )}
    </Page>
  );
}

function AccountTokens({ health }: { readonly health: TokenHealth }) {
  const { tokens: words } = useWords();
  const history = useTokenHistory(health.account);
  const { token, ticket, now } = health;
  return (
    <section className="panel stack" aria-label={health.name}>
      <div className="row">
        <h2>{health.name}</h2>
        <span className="mono">{health.account}</span>
        <CopyText text={health.app_id} />
        <Tag>{words.mode[health.mode]}</Tag>
      </div>
      {token.failure && <FailureNote failure={token.failure} />}
      {ticket?.failure && <FailureNote failure={ticket.failure} />}
      <StrangerNote history={history.data ?? []} now={now} />
      <div className="grid">
        <TokenFacts title={words.token} health={token} serverNow={now} />
        {ticket && <TokenFacts title={words.ticket} health={ticket} serverNow={now} />}
      </div>
      <TokenDeeds health={health} />
      <TokenHolders health={health} />
      {history.isPending ? (
        <Waiting />
      ) : history.isError && !history.data ? (
        <Failed error={history.error} retry={() => void history.refetch()} />
      ) : (
        <TokenHistory lines={history.data} now={now} />
      )}
    </section>
  );
}
