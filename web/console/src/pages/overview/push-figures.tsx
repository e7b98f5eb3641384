import { count } from '../../frame/numbers';
import { usePreferences } from '../../frame/preferences';
import { When } from '../../frame/when';
import { useWords } from '../../words/words';
import type { Figures } from './figures';

/** How what WeChat pushes to us goes. */
export function PushFigures({ pushes }: { readonly pushes: Figures['pushes'] }) {
  const { overview } = useWords();
  const { language } = usePreferences();
  const { pushes: words } = overview;
  return (
    <section className="panel" aria-label={words.title}>
      <h2>{words.title}</h2>
      <dl className="facts">
        <dt>{words.lastHour}</dt>
        <dd>{count(pushes.last_hour, language)}</dd>
        <dt>{words.waiting}</dt>
        <dd>{count(pushes.waiting, language)}</dd>
        <dt>{words.dead}</dt>
        <dd>{pushes.dead > 0 ? <strong>{count(pushes.dead, language)}</strong> : 0}</dd>
        <dt>{words.lastAt}</dt>
        <dd>
          <When at={pushes.last_at} />
        </dd>
      </dl>
    </section>
  );
}
