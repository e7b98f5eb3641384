import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { answerOf, api } from '../../api/client';
import { count } from '../../frame/numbers';
import { usePreferences } from '../../frame/preferences';
import { Failed, NothingYet, Waiting } from '../../frame/states';
import { When } from '../../frame/when';
import { useWords } from '../../words/words';
import { callsByKey, useCallersUse } from '../callers/callers';
import { BACKGROUND } from './figures';

const LOOK_EVERY_MS = 10_000;
const DAYS = 7;
/** So many are named here; the others have a page of their own. */
const NAMED = 6;

/** Who calls this server, whoever called last first. */
export function CallersInUse() {
  const { overview } = useWords();
  const { callers: words } = overview;
  const callers = useQuery({
    queryKey: ['callers', 'in use'],
    queryFn: async () => {
      const { data } = await answerOf(api.GET('/admin/api/callers', { headers: BACKGROUND }));
      return data
        .filter(({ live }) => live)
        .toSorted((left, right) => (right.last_used_at ?? '').localeCompare(left.last_used_at ?? ''));
    },
    refetchInterval: LOOK_EVERY_MS,
  });
  const { language } = usePreferences();
  const use = useCallersUse(DAYS);
  const calls = use.data && callsByKey(use.data);
  return (
    <section className="panel" aria-label={words.title}>
      <h2>{words.title}</h2>
      {callers.isPending ? (
        <Waiting />
      ) : callers.isError && !callers.data ? (
        <Failed error={callers.error} retry={() => void callers.refetch()} />
      ) : callers.data.length === 0 ? (
        <NothingYet text={words.empty} next={<Link to="/callers">{words.add}</Link>} />
      ) : (
        <>
          <table className="overview-callers">
            <caption>{words.live(callers.data.length)}</caption>
            <thead>
              <tr>
                <th scope="col">{words.name}</th>
                <th scope="col">{words.lastUsed}</th>
                <th scope="col">{words.calls(DAYS)}</th>
              </tr>
            </thead>
            <tbody>
              {callers.data.slice(0, NAMED).map(({ id, name, last_used_at: at }) => (
                <tr key={id}>
                  <td>{name}</td>
                  <td>{at ? <When at={at} /> : <span className="quiet">{words.never}</span>}</td>
                  <td>{calls ? count(calls.get(id) ?? 0, language) : '…'}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <Link to="/callers">{words.all}</Link>
        </>
      )}
    </section>
  );
}
