import { escapeHtml } from './html.js';
import type { MessageIcon } from './icons.js';
import type { Layout } from './layout.js';
import { messageBody } from './message.js';
import type { ProblemKind, ProblemModel } from './models.js';
import type { Words } from './words/words.js';

const ICONS: Readonly<Record<ProblemKind, MessageIcon>> = {
  expired: 'wait',
  cookies: 'info',
  busy: 'wait',
  misconfigured: 'warn',
  'bad-link': 'info',
  'bad-return': 'warn',
  'not-found': 'info',
  paused: 'wait',
  'too-many': 'wait',
  'wrong-address': 'info',
  method: 'info',
  internal: 'warn',
  'too-large': 'info',
  'link-used': 'info',
  'link-expired': 'wait',
  'link-conflict': 'warn',
  'link-of-another': 'info',
  'data-shown': 'wait',
};

const PASSING: ReadonlySet<ProblemKind> = new Set(['busy', 'paused', 'too-many', 'internal']);

/** Whether asking for the very same address again may well succeed. */
export function mayPass(kind: ProblemKind): boolean {
  return PASSING.has(kind);
}

/** Tells a visitor calmly what happened and what to do, and a number that finds the cause in the log. */
export class ProblemPage {
  constructor(
    private readonly words: Words,
    private readonly layout: Layout,
  ) {}

  /** The whole document: no code, cause or address of ours is in it. */
  render(model: ProblemModel): string {
    const { title, text, action } = this.words.problems[model.kind];
    const href = model.actionUrl ?? (mayPass(model.kind) ? '' : null);
    const extra =
      `<div class="weui-msg__extra-area"><p>${escapeHtml(this.words.problemNumber)} <code id="number" translate="no">${escapeHtml(model.number)}</code></p>` +
      `<p>${escapeHtml(this.words.problemNumberHint)}</p></div>`;
    const body = messageBody({
      icon: ICONS[model.kind],
      title,
      text,
      actions: href === null ? [] : [{ label: action, href }],
      extra,
      close: this.words.close,
    });
    return `${this.layout.start(title, 'problem')}<main data-problem="${model.kind}">${body}</main>${this.layout.end}`;
  }
}
