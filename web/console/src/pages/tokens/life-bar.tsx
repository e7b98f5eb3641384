import { useMemo } from 'react';
import { clockTime } from '../../frame/numbers';
import { useNow } from '../../frame/when';
import { useWords } from '../../words/words';
import type { CredentialHealth } from './token-health';

/** How long a replaced token goes on working, in milliseconds. */
const OVERLAP_MS = 300_000;

/** What is left of a token's life: the time in use, the point of renewal, and the overlap after it. */
export function LifeBar({
  health,
  serverNow,
}: {
  readonly health: CredentialHealth;
  readonly serverNow: string;
}) {
  const { tokens: words } = useWords();
  // Bars move by the server's clock; ours may be wrong.
  const aheadMs = useMemo(() => new Date(serverNow).getTime() - Date.now(), [serverNow]);
  const now = useNow(1_000).getTime() + aheadMs;
  const { fetched_at: from, refresh_after: renewal, expires_at: until } = health;
  if (!from || !renewal || !until) return null;
  const [start, point, end] = [from, renewal, until].map((at) => new Date(at).getTime()) as [
    number,
    number,
    number,
  ];
  const whole = Math.max(1, end - start);
  const share = (at: number) => Math.min(100, Math.max(0, ((at - start) / whole) * 100));
  const left = Math.max(0, Math.round((end - now) / 1000));
  const text = health.lives_seconds > 0 && left > 0 ? words.left(clockTime(left)) : words.over;
  const overlap = share(Math.min(end, point + OVERLAP_MS)) - share(point);
  return (
    <div className="life">
      <div
        className="life-bar"
        role="meter"
        aria-label={words.barLabel}
        aria-valuemin={0}
        aria-valuemax={Math.round(whole / 1000)}
        aria-valuenow={Math.min(left, Math.round(whole / 1000))}
        aria-valuetext={text}
      >
        <span className="life-overlap" style={{ left: `${share(point)}%`, width: `${overlap}%` }} />
        <span className="life-spent" style={{ width: `${share(now)}%` }} />
        <span className="life-point" style={{ left: `${share(point)}%` }} />
      </div>
      <strong>{text}</strong>
      <ul className="life-zones quiet">
        <li className="life-key-point">{words.zones.point}</li>
        <li className="life-key-overlap">{words.zones.overlap}</li>
      </ul>
    </div>
  );
}
