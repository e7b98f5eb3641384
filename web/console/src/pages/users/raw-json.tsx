import { Button } from 'antd';
import { useState } from 'react';
import { useWords } from '../../words/words';
import type { UserDetail } from './user-detail';

/** A user as the API answers one, to be read and taken along. */
export function RawJson({ user }: { readonly user: UserDetail }) {
  const { users: words, frame } = useWords();
  const [copied, setCopied] = useState(false);
  const text = JSON.stringify(user, null, 2);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <details className="users-raw">
      <summary>{words.raw.title}</summary>
      <Button size="small" onClick={() => void copy()}>
        {copied ? frame.copied : words.raw.copy}
      </Button>
      <pre tabIndex={0} aria-label={words.raw.title}>
        {text}
      </pre>
    </details>
  );
}
