import { Button, Input, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useWords } from '../../words/words';
import { type ListAddress, type Narrowing, SCOPES, SORTS, type UserSort } from './list-address';
import { useAccounts } from './users';

/** What narrows the list, and its order. */
export function Filters({ address }: { readonly address: ListAddress }) {
  const { users: words, frame } = useWords();
  const accounts = useAccounts();
  const choice = (name: Narrowing, label: string, any: string, options: readonly [string, string][]) => (
    <Select
      aria-label={label}
      className="users-choice"
      value={address.valueOf(name)}
      onChange={(value) => address.narrow(name, value)}
      options={[{ value: '', label: any }, ...options.map(([value, text]) => ({ value, label: text }))]}
    />
  );
  return (
    <div className="users-filters" role="group" aria-label={words.filters}>
      {choice(
        'account',
        frame.account,
        words.anyAccount,
        (accounts.data ?? []).map(({ key, name }) => [key, name]),
      )}
      {choice('subscribed', words.field.subscribed, words.anyFollowing, [
        ['true', words.followsNow],
        ['false', words.followsNot],
      ])}
      {choice(
        'scope',
        words.field.scope,
        words.anyScope,
        SCOPES.map((scope) => [scope, words.scope[scope]]),
      )}
      <Select<UserSort>
        aria-label={words.sort}
        className="users-choice"
        value={address.query.sort}
        onChange={address.order}
        options={SORTS.map((sort) => ({ value: sort, label: words.sorts[sort] }))}
      />
      <div className="users-days">
        <Day address={address} name="seen_from" label={words.seenFrom} />
        <Day address={address} name="seen_to" label={words.seenTo} />
        <Day address={address} name="login_from" label={words.loginFrom} />
        <Day address={address} name="login_to" label={words.loginTo} />
      </div>
      {address.narrowed && (
        <Button type="link" onClick={address.clear}>
          {words.clear}
        </Button>
      )}
    </div>
  );
}

/** Before it there was nobody: a year still being typed is earlier. */
const FIRST_DAY = '2011-01-01';

/** A day of Beijing. */
function Day({
  address,
  name,
  label,
}: {
  readonly address: ListAddress;
  readonly name: Narrowing;
  readonly label: string;
}) {
  const value = address.valueOf(name);
  const [day, setDay] = useState(value);
  useEffect(() => setDay(value), [value]);
  return (
    <label className="users-day">
      <span className="quiet">{label}</span>
      <Input
        type="date"
        value={day}
        min={FIRST_DAY}
        max="9999-12-31"
        onChange={({ target }) => {
          setDay(target.value);
          if (target.value === '' ? target.validity.valid : target.value >= FIRST_DAY)
            address.narrow(name, target.value);
        }}
      />
    </label>
  );
}
