import { type ReactNode, useEffect } from 'react';
import { useWords } from '../words/words';

/** A page of the console: its title, what can be done there, and what it shows. */
export function Page({
  title,
  actions,
  children,
}: {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  const { frame } = useWords();
  useEffect(() => {
    document.title = `${title} · ${frame.product}`;
  }, [title, frame]);
  return (
    <>
      <div className="page-head">
        <h1>{title}</h1>
        {actions}
      </div>
      {children}
    </>
  );
}
