import { Button } from 'antd';
import type { ReactNode } from 'react';
import { count } from '../../frame/numbers';
import { usePreferences } from '../../frame/preferences';
import { useWords } from '../../words/words';
import type { ListAddress } from './list-address';
import { useUserCount } from './users';

/** How many there are, around the page of them that is shown, and the ways to the pages beside it. */
export function Found({
  address,
  nextCursor,
  children,
}: {
  readonly address: ListAddress;
  readonly nextCursor: string | null;
  readonly children: ReactNode;
}) {
  const { users: words } = useWords();
  const { cursor, previous, page } = address;
  return (
    <>
      <p className="quiet" role="status">
        <HowMany address={address} />
      </p>
      {children}
      {(cursor !== undefined || nextCursor !== null) && (
        <nav className="row users-pages" aria-label={words.pages}>
          {cursor !== undefined && <Button onClick={address.first}>{words.first}</Button>}
          <Button disabled={!previous} onClick={() => previous?.()}>
            {words.previous}
          </Button>
          {page !== null && <span className="quiet">{page}</span>}
          <Button disabled={nextCursor === null} onClick={() => nextCursor && address.next(nextCursor)}>
            {words.next}
          </Button>
        </nav>
      )}
    </>
  );
}

function HowMany({ address }: { readonly address: ListAddress }) {
  const { users: words, frame } = useWords();
  const { language } = usePreferences();
  const counted = useUserCount(address.query);
  if (!counted.data) return counted.isError ? null : words.counting;
  const { count: number, exact } = counted.data;
  const text = count(number, language, !exact);
  return words.found(exact ? text : frame.about(text));
}
