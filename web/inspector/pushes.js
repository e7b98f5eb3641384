import { byId, make } from '../phone/element.js';
import { arrow, block, facts } from './sequence.js';
import { timeOf, word } from './words.js';

const KEPT = 30;

/** What WeChat pushed to the server: an arrow each way a delivery, the newest push first. */
export class PushPanel {
  rows = new Map();

  show(pushes) {
    const newest = pushes.slice(-KEPT);
    const ids = new Set(newest.map(({ id }) => id));
    for (const [id, { row }] of this.rows) {
      if (ids.has(id)) continue;
      row.remove();
      this.rows.delete(id);
    }
    for (const push of newest) this.showOne(push);
    byId('pushes-group').hidden = newest.length === 0;
  }

  /** A row is drawn anew only when something became of it: an open one stays open meanwhile. */
  showOne(push) {
    const stage = `${push.attempts.length} ${push.outcome?.kind ?? ''}`;
    const known = this.rows.get(push.id);
    if (known?.stage === stage) return;
    const row = rowOf(push);
    if (known) known.row.replaceWith(row);
    else byId('pushes').prepend(row);
    this.rows.set(push.id, { row, stage });
  }
}

function rowOf(push) {
  const bad = push.outcome?.kind === 'fault' || push.outcome?.rule;
  const deliveries = push.attempts.flatMap((attempt) => [
    arrow('tell push-ask', [make('code', {}, `POST ×${attempt.number}`)]),
    arrow('ask push-tell', [
      make('span', { class: attempt.status === 200 ? 'outcome' : 'outcome bad' }, told(attempt)),
    ]),
  ]);
  const summary = make(
    'summary',
    { class: bad ? 'bad' : '' },
    make(
      'span',
      { class: 'push-title' },
      make('b', {}, push.message.type),
      ` ${push.persona ?? push.openid} · ${push.account} · ${timeOf(push.at)}`,
    ),
    ...deliveries,
  );
  const details = make('details', {}, summary);
  details.addEventListener('toggle', () => details.append(contentsOf(push)), { once: true });
  return make('li', { class: 'step' }, details);
}

function told({ status, lost, body }) {
  if (status === 0) return lost ?? word('cut');
  return `${status} ${body.length > 24 ? '' : body}`.trim();
}

function contentsOf({ mode, url, xml, attempts, outcome }) {
  const answers = attempts.map(({ status, lost, body }) => `${status} ${lost ?? ''}\n${body}`);
  const against = [
    [word('rule'), outcome?.rule],
    [word('fault'), outcome?.why],
  ];
  return make(
    'div',
    { class: 'contents' },
    facts([
      [word('to'), url],
      [word('mode'), mode],
    ]),
    outcome?.rule || outcome?.why ? facts(against, 'facts against') : null,
    block(word('request'), [xml]),
    block(word('answer'), answers),
  );
}
