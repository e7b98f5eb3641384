import { byId, make } from '../phone/element.js';
import { isFromPhone } from '../phone/steps.js';
import { control } from './control.js';
import { stepRows } from './sequence.js';
import { timeOf, word } from './words.js';

const KEPT_GROUPS = 60;
const KEPT_STEPS = 200;

/** The calls in groups: one a login, one a caller; the group that had the newest call first. */
export class Calls {
  groups = new Map();
  nicknames = new Map();
  rules = new Map();
  lastSeq = 0;

  constructor(notify) {
    this.notify = notify;
    byId('filters').addEventListener('input', () => this.filter());
    byId('filters').addEventListener('submit', (event) => event.preventDefault());
  }

  /** Reads the rules and who there is. */
  async learn() {
    const [{ rules }, { personas }] = await Promise.all([control.rules(), control.personas()]);
    this.rules = new Map(rules.map((rule) => [rule.id, rule]));
    this.nicknames = new Map(personas.map(({ id, nickname }) => [id, nickname]));
  }

  clear() {
    this.groups.clear();
    byId('groups').replaceChildren();
    this.filter();
  }

  add(entries) {
    const [first] = entries;
    // Numbers begin anew when the sandbox was started anew.
    if (first.seq <= this.lastSeq) this.clear();
    this.lastSeq = entries.at(-1).seq;
    for (const entry of entries) if (!entry.path.startsWith('/mmopen/')) this.addOne(entry);
    this.filter();
  }

  addOne(entry) {
    const group = this.groups.get(keyOf(entry)) ?? this.begin(entry);
    const rows = stepRows(entry, group.newest, this.rules, this.notify);
    for (const row of rows) {
      row.entryText = textOf(entry, this.nicknames);
      row.entryBad = isBad(entry);
    }
    group.newest = entry;
    group.list.append(...rows);
    while (group.list.childElementCount > KEPT_STEPS) group.list.firstElementChild.remove();
    group.persona ??= entry.persona;
    group.who.textContent = this.nameOf(group);
    if (byId('groups').firstElementChild !== group.section) byId('groups').prepend(group.section);
  }

  begin(entry) {
    const id = `group-${entry.seq}`;
    const who = make('bdi', {});
    const list = make('ol', { class: 'steps' });
    const lanes = ['visitor', 'server', 'wechat'].map((lane) => make('span', {}, word(lane)));
    const section = make(
      'section',
      { class: 'group', 'aria-labelledby': id },
      make(
        'h3',
        { id },
        make('span', { class: 'group-kind' }, word(entry.login === null ? 'caller' : 'login')),
        who,
        make('time', {}, timeOf(entry.at)),
      ),
      make('div', { class: 'lanes', role: 'img', 'aria-label': word('lanes') }, ...lanes),
      list,
    );
    const group = { section, list, who, login: entry.login, persona: entry.persona, entry, newest: null };
    this.groups.set(keyOf(entry), group);
    if (this.groups.size > KEPT_GROUPS) this.forgetOldest();
    return group;
  }

  forgetOldest() {
    const oldest = byId('groups').lastElementChild;
    const found = [...this.groups].find(([, { section }]) => section === oldest);
    if (found) this.groups.delete(found[0]);
    oldest?.remove();
  }

  nameOf({ login, persona, entry }) {
    if (login !== null) return `${this.nicknames.get(persona) ?? persona ?? ''} · ${login.slice(0, 24)}`;
    const agent = entry.agent?.split(' ')[0] ?? '';
    return [entry.caller, agent, entry.account].filter(Boolean).join(' · ');
  }

  /** Shows what fits the filter. */
  filter() {
    const wanted = byId('filter-text').value.trim().toLowerCase();
    const onlyBad = byId('filter-bad').checked;
    const kind = byId('filter-kind').value;
    let shown = 0;
    for (const { section, list, login } of this.groups.values()) {
      const kindFits = kind === 'all' || (kind === 'login') === (login !== null);
      let steps = 0;
      for (const row of list.children) {
        row.hidden = !kindFits || (onlyBad && !row.entryBad) || !row.entryText.includes(wanted);
        if (!row.hidden) steps += 1;
      }
      section.hidden = steps === 0;
      shown += steps;
    }
    byId('empty').hidden = shown > 0;
    byId('empty').textContent = word(this.groups.size === 0 ? 'empty' : 'nothingFits');
  }
}

/** Calls of one login belong together; others by who made them. */
function keyOf(entry) {
  if (entry.login !== null) return `login ${entry.login}`;
  if (isFromPhone(entry)) return `visitor ${entry.persona}`;
  return `caller ${entry.caller} ${entry.agent} ${entry.account}`;
}

function isBad({ rule, errcode, status, fault }) {
  return rule !== null || fault !== null || Boolean(errcode) || status === 0 || status >= 400;
}

function textOf(entry, nicknames) {
  const { path, query, rule, fault, errcode, persona, account, login, caller, status } = entry;
  const told = [
    path,
    query,
    rule,
    fault,
    errcode,
    persona,
    nicknames.get(persona),
    account,
    login,
    caller,
    status,
  ];
  return told
    .filter((part) => part !== null && part !== undefined)
    .join(' ')
    .toLowerCase();
}
