import { control } from './control.js';
import { byId, make } from './element.js';
import { isFromPhone, outcomeOf, stepOf } from './steps.js';
import { word } from './words.js';

const POLL_MS = 1000;
const KEPT_LOGINS = 12;
const KEPT_ROWS = 200;

/** The calls to WeChat as they come: one group a login, the newest first, its calls in order. */
export class JournalPanel {
  newestSeq = 0;
  groups = new Map();

  constructor(nickname) {
    this.nickname = nickname;
    byId('journal-clear').addEventListener('click', async () => {
      await control.clearJournal();
      this.empty();
    });
  }

  empty() {
    this.groups.clear();
    byId('journal').replaceChildren();
    byId('journal-empty').hidden = false;
  }

  /** Asks now and each second from here on, except while nobody looks. */
  async poll() {
    if (!document.hidden) {
      try {
        const { entries, newest_seq } = await control.journal(this.newestSeq);
        if (newest_seq < this.newestSeq) this.empty();
        this.newestSeq = newest_seq;
        for (const entry of entries) this.add(entry);
      } catch {
        // The sandbox is stopping or starting: the next poll finds out.
      }
    }
    setTimeout(() => this.poll(), POLL_MS);
  }

  add(entry) {
    if (entry.path.startsWith('/mmopen/')) return;
    byId('journal-empty').hidden = true;
    const rows = this.groups.get(entry.login) ?? this.begin(entry);
    rows.append(rowOf(entry));
    if (rows.childElementCount > KEPT_ROWS) rows.firstElementChild.remove();
  }

  begin(entry) {
    const rows = make('ol', { class: 'calls' });
    const title =
      entry.login === null
        ? [word('otherCalls')]
        : [`${word('login')} · `, make('bdi', {}, this.nickname(entry.persona) ?? '')];
    const time = make('time', {}, new Date(entry.at).toLocaleTimeString('zh-CN', { hour12: false }));
    byId('journal').prepend(
      make('section', { class: 'login' }, make('h3', {}, make('span', {}, ...title), time), rows),
    );
    this.groups.set(entry.login, rows);
    if (this.groups.size > KEPT_LOGINS) {
      const [oldest, list] = this.groups.entries().next().value;
      this.groups.delete(oldest);
      list.parentElement.remove();
    }
    return rows;
  }
}

function rowOf(entry) {
  const { text, good } = outcomeOf(entry);
  const phone = isFromPhone(entry);
  const summary = make(
    'summary',
    {},
    make(
      'span',
      { class: `from ${phone ? 'phone-call' : 'server-call'}` },
      word(phone ? 'fromPhone' : 'fromServer'),
    ),
    make('span', { class: 'step' }, stepOf(entry), make('code', {}, entry.path)),
    make('span', { class: good ? 'outcome' : 'outcome bad' }, text),
  );
  const details = make('details', {}, summary);
  // Drawn when it is opened: most never are.
  details.addEventListener(
    'toggle',
    () => details.childElementCount === 1 && details.append(...contentsOf(entry)),
    { once: true },
  );
  return make('li', {}, details);
}

function contentsOf(entry) {
  const parameters = [...new URLSearchParams(entry.query)].map(([name, value]) => `  ${name} = ${value}`);
  const request = [`${entry.method} ${entry.path}`, ...parameters, entry.request_body]
    .filter(Boolean)
    .join('\n');
  const answer = [
    `${entry.status} ${entry.content_type ?? ''}`,
    entry.location ? `→ ${entry.location}` : '',
    readable(entry),
  ]
    .filter(Boolean)
    .join('\n');
  return [
    make('h4', {}, word('request')),
    make('pre', { tabIndex: 0 }, request),
    make('h4', {}, word('answer')),
    make('pre', { tabIndex: 0 }, answer),
    entry.rule ? make('p', { class: 'rule' }, `${word('rule')}: `, make('code', {}, entry.rule)) : null,
  ].filter(Boolean);
}

/** JSON spread over lines, a page as its title. */
function readable({ body, content_type }) {
  if (content_type?.startsWith('text/html')) return `<${/<title>([^<]*)/.exec(body)?.[1] ?? word('page')}>`;
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    // Raw control characters are no JSON; show them by their symbols.
    return body.replace(/[\u0000-\u001f]/g, (c) => String.fromCodePoint(0x2400 + c.charCodeAt(0)));
  }
}
