import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { answerOf, api } from '../../api/client';
import { NothingYet } from '../../frame/states';
import { useWords } from '../../words/words';

/** No users at all, and what would change that. */
export function NobodyYet() {
  const { users: words } = useWords();
  const server = useQuery({
    queryKey: ['server'],
    queryFn: () => answerOf(api.GET('/admin/api/server')),
    staleTime: 60_000,
  });
  const phone = server.data?.sandbox_url;
  return (
    <NothingYet
      text={words.empty.text}
      next={
        <p className="row users-next">
          <Link to="/">{words.empty.sync}</Link>
          {phone && (
            <a href={phone} target="_blank" rel="noreferrer noopener">
              {words.empty.phone}
            </a>
          )}
        </p>
      }
    />
  );
}
