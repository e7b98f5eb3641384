import { make } from '../phone/element.js';
import { isFromPhone, outcomeOf, stepOf } from '../phone/steps.js';
import { spell, timeOf, word } from './words.js';

/** The rows a call is drawn as: itself, and the callback that follows where it handed out a code. */
export function stepRows(entry, before, rules, notify) {
  const rows = [make('li', { class: 'step' }, drawnCall(entry, before, rules, notify))];
  const callback = callbackOf(entry);
  if (!callback) return rows;
  rows.push(inferred('callback', callback));
  if (entry.fault?.startsWith('double-callback') || entry.fault?.startsWith('doubleCallback'))
    rows.push(inferred('callbackAgain', callback));
  return rows;
}

function drawnCall(entry, before, rules, notify) {
  const from = isFromPhone(entry) ? 'visitor' : 'server';
  const { good } = outcomeOf(entry);
  const summary = make(
    'summary',
    { class: good ? '' : 'bad' },
    arrow(`ask from-${from}`, [
      make('b', {}, stepOf(entry)),
      make('code', {}, ...breakable(`${entry.method} ${entry.path}`)),
      pauseBefore(entry, before),
    ]),
    arrow(`tell to-${from}`, [
      make('span', { class: good ? 'outcome' : 'outcome bad' }, outcomeText(entry)),
      entry.fault === null ? null : make('span', { class: 'fault-tag' }, `${word('fault')} ${entry.fault}`),
    ]),
  );
  const details = make('details', {}, summary);
  // Drawn when it is opened: most never are.
  details.addEventListener('toggle', () => details.append(contentsOf(entry, rules, notify)), { once: true });
  return details;
}

/** An arrow between two lines with its caption; null contents are left out. */
export function arrow(kind, contents) {
  return make(
    'span',
    { class: `arrow ${kind}` },
    make('span', { class: 'caption' }, ...contents.filter(Boolean)),
  );
}

/** A visit that the journal does not hold, as it goes to the business server. */
function inferred(key, address) {
  const caption = [make('b', {}, word(key)), make('code', {}, ...breakable(address))];
  return make('li', { class: 'step inferred' }, arrow('ask from-visitor to-server', caption));
}

/** A path may break before each of its parts. */
function breakable(path) {
  return path.split(/(?=\/)/).flatMap((part) => [make('wbr'), part]);
}

function callbackOf({ location, path }) {
  if (!location || !path.startsWith('/connect/') || !/[?&]code=/.test(location)) return null;
  return location.replace(/^https?:\/\//, '').replace(/\?.*/, '');
}

/** How long the other side took until this call, by WeChat's clock; nothing when it is no time. */
function pauseBefore(entry, before) {
  if (!before) return null;
  const seconds = Math.round((Date.parse(entry.at) - Date.parse(before.at)) / 1000);
  return seconds < 1 ? null : make('small', {}, `+${spell(seconds)}`);
}

function outcomeText(entry) {
  if (entry.status === 0) return word('cut');
  if (entry.errcode) return `${entry.errcode} ${errmsgOf(entry)}`.trim();
  return /"errMsg":"([^"\\]*)"/.exec(entry.body)?.[1] ?? String(entry.status);
}

/** The errmsg without its request id. */
function errmsgOf({ body }) {
  const found = /"errmsg":"((?:[^"\\]|\\.)*)"/.exec(body)?.[1] ?? '';
  return found.replace(/,?\s*rid: .*$/, '').slice(0, 60);
}

function contentsOf(entry, rules, notify) {
  const parameters = [...new URLSearchParams(entry.query)].map(([name, value]) => `  ${name} = ${value}`);
  const request = [`${entry.method} ${entry.path}`, ...parameters, entry.request_body];
  const answer = [
    `${entry.status} ${entry.content_type ?? ''}`,
    entry.location ? `→ ${entry.location}` : '',
    readable(entry),
  ];
  return make(
    'div',
    { class: 'contents' },
    facts([
      [word('when'), timeOf(entry.at)],
      [word('account'), entry.account],
      [word('by'), [entry.caller, entry.agent].filter(Boolean).join(' · ')],
    ]),
    ruleOf(entry, rules),
    block(word('request'), request),
    block(word('answer'), answer),
    block(word('curl'), [entry.curl]),
    copyButton(entry.curl, notify),
  );
}

/** What was against the rules, and why we believe WeChat has that rule. */
function ruleOf({ rule, fault }, rules) {
  if (rule === null && fault === null) return null;
  const known = rules.get(rule);
  return facts(
    [
      fault === null ? null : [word('fault'), `${fault}${rule === 'fault' ? ` · ${word('faultMade')}` : ''}`],
      known
        ? [word('rule'), `${known.id} · ${known.text}`]
        : rule && rule !== 'fault'
          ? [word('rule'), rule]
          : null,
      known ? [word('source'), known.source] : null,
      known ? [word('certainty'), `${known.certainty} · ${word(known.certainty)}`] : null,
    ].filter(Boolean),
    'facts against',
  );
}

/** Names and values; those without a value are left out. */
export function facts(pairs, className = 'facts') {
  const told = pairs.filter(([, value]) => value);
  return make(
    'dl',
    { class: className },
    ...told.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]),
  );
}

/** A title and lines below it; empty lines are left out. */
export function block(title, lines) {
  const text = lines.filter(Boolean).join('\n');
  return make('div', {}, make('h4', {}, title), make('pre', { tabIndex: 0 }, text));
}

function copyButton(curl, notify) {
  const button = make('button', { type: 'button', class: 'copy' }, word('copyCurl'));
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(curl);
      notify(word('copied'));
    } catch {
      notify(word('notCopied'));
    }
  });
  return button;
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
