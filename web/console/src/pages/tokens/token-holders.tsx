import { usePreferences } from '../../frame/preferences';
import { relative, useNow } from '../../frame/when';
import { useWords } from '../../words/words';
import { useCallers } from '../callers/callers';
import type { TokenHealth } from './token-health';

/** Which callers may fetch an account's token, and whether each has called since there is the present one. */
export function TokenHolders({ health }: { readonly health: TokenHealth }) {
  const { tokens } = useWords();
  const words = tokens.holders;
  const { language } = usePreferences();
  const now = useNow(10_000);
  const callers = useCallers(false);
  if (!callers.data) return null;
  const holders = callers.data.filter(
    ({ scopes, account }) =>
      scopes.includes('token:read') && (account === null || account === health.account),
  );
  const fetched = health.token.fetched_at;
  const told = (at: string | null) => {
    if (at === null) return words.never;
    const time = relative(new Date(at), now, language);
    return fetched !== null && new Date(at) >= new Date(fetched) ? words.since(time) : words.before(time);
  };
  return (
    <div>
      <h3>{words.title}</h3>
      {holders.length === 0 ? (
        <p className="quiet">{words.none}</p>
      ) : (
        <dl className="facts holders">
          {holders.map(({ id, name, last_used_at: at }) => [
            <dt key={`${id} name`}>{name}</dt>,
            <dd key={id}>{told(at)}</dd>,
          ])}
        </dl>
      )}
    </div>
  );
}
