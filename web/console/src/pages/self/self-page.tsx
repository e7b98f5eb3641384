import { Page } from '../../frame/page';
import { When } from '../../frame/when';
import { useMe } from '../../session/session';
import { useWords } from '../../words/words';
import { OwnCodes } from './own-codes';
import { OwnPassword } from './own-password';
import './self.css';

/** One's own way into the console. */
export default function SelfPage() {
  const { self: words, operators, frame } = useWords();
  const me = useMe();
  if (!me.data) return null;
  const { operator, expires_at: expires } = me.data;
  return (
    <Page title={frame.self}>
      <div className="stack">
        <section className="panel" aria-label={words.who}>
          <h2>{operator.name}</h2>
          <dl className="facts">
            <dt>{words.role}</dt>
            <dd>
              {operators.roles[operator.role]}{' '}
              <span className="quiet">{operators.roleHint[operator.role]}</span>
            </dd>
            <dt>{words.expires}</dt>
            <dd>
              <When at={expires} />
            </dd>
          </dl>
        </section>
        <div className="grid">
          <OwnPassword />
          <OwnCodes on={operator.totp} />
        </div>
      </div>
    </Page>
  );
}
