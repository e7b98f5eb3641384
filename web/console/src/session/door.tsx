import type { ReactNode } from 'react';
import icon from '../frame/icon.svg';
import { useWords } from '../words/words';

/** What stands before the console: one panel in the middle. */
export function Door({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const { frame } = useWords();
  return (
    <main className="door">
      <div className="panel">
        <div className="frame-brand">
          <img src={icon} alt="" />
          {frame.product}
        </div>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
