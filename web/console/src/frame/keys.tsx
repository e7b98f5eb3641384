import { Modal } from 'antd';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { useWords } from '../words/words';
import { PLACES } from './places';

/** How long after `g` the letter of a place may come, in milliseconds. */
const SEQUENCE_MS = 1_200;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable=true]') !== null
  );
}

/** `/` to search, `g` and a letter to go somewhere, `?` for help: listens as long as it is on the page. */
export function useKeys(): { readonly open: boolean; readonly close: () => void } {
  const [open, setOpen] = useState(false);
  const navigate = useNavigate();
  useEffect(() => {
    let wentAt = 0;
    const listen = (event: KeyboardEvent) => {
      if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || event.isComposing)
        return;
      const going = event.timeStamp - wentAt < SEQUENCE_MS;
      wentAt = 0;
      const place = going ? PLACES.find(({ key }) => key === event.key) : undefined;
      if (place) void navigate(place.path);
      else if (event.key === 'g') wentAt = event.timeStamp;
      else if (event.key === '?') setOpen(true);
      else if (event.key === '/') {
        const search = document.querySelector<HTMLInputElement>('input[type=search], [role=search] input');
        if (!search) return;
        event.preventDefault();
        search.focus();
      }
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [navigate]);
  return { open, close: () => setOpen(false) };
}

/** What the keys do. */
export function KeyboardHelp({ open, close }: { readonly open: boolean; readonly close: () => void }) {
  const { frame } = useWords();
  const rows: [string, string][] = [
    ['/', frame.keys.search],
    ...PLACES.map(({ key, place }): [string, string] => [`g ${key}`, frame.keys.go(frame.places[place])]),
    ['↑ ↓', frame.keys.move],
    ['Enter', frame.keys.open],
    ['Esc', frame.keys.close],
    ['?', frame.keys.help],
  ];
  return (
    <Modal open={open} onCancel={close} footer={null} title={frame.keys.title}>
      <dl className="keys">
        {rows.map(([key, text]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
