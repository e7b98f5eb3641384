import { SearchOutlined } from '@ant-design/icons';
import { Input } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../../words/words';

/** How long the keys have to rest before it is searched, in milliseconds. */
const REST_MS = 300;

/**
 * What to search for; the arrow down leads to what was found. While an input method composes, nothing is asked: what
 * stands there are not words yet.
 */
export function SearchBox({
  value,
  search,
}: {
  readonly value: string;
  readonly search: (text: string) => void;
}) {
  const { users: words } = useWords();
  const [text, setText] = useState(value);
  const composing = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // Back and shared addresses change what is searched for as well.
  useEffect(() => {
    if (!composing.current) setText(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const soon = (typed: string, restMs = REST_MS) => {
    clearTimeout(timer.current);
    if (composing.current) return;
    timer.current = setTimeout(() => {
      if (typed.trim() !== value) search(typed.trim());
    }, restMs);
  };
  return (
    <Input
      type="search"
      className="users-search"
      allowClear
      prefix={<SearchOutlined aria-hidden />}
      maxLength={64}
      aria-label={words.searchLabel}
      placeholder={words.searchHint}
      value={text}
      onChange={({ target }) => {
        setText(target.value);
        soon(target.value);
      }}
      onCompositionStart={() => {
        composing.current = true;
        clearTimeout(timer.current);
      }}
      onCompositionEnd={({ currentTarget }) => {
        composing.current = false;
        soon(currentTarget.value);
      }}
      onPressEnter={({ currentTarget }) => soon(currentTarget.value, 0)}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown' || composing.current) return;
        event.preventDefault();
        document.querySelector<HTMLElement>('#content tbody tr[tabindex]')?.focus();
      }}
    />
  );
}
