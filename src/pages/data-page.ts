import { escapeHtml, isolate } from './html.js';
import type { Layout } from './layout.js';
import { messageBody } from './message.js';
import type { DataModel } from './models.js';
import type { Words } from './words/words.js';

/** Says what we hold on the visitor, shows it, and what deleting it would mean before it is done: keeping and deleting weigh the same. */
export class DataPage {
  private readonly start: string;
  private readonly end: string;

  constructor(
    private readonly words: Words,
    layout: Layout,
  ) {
    const { data } = words;
    const { deletedTitle: title, deletedText: text } = data;
    const deleted = messageBody({ icon: 'done', title, text, actions: [] });
    const consequences = data.consequences.map((line) => `<li>${escapeHtml(line)}</li>`).join('');
    this.start = `${layout.start(data.title, 'data')}<main class="purpose"><h1 class="weui-msg__title">${escapeHtml(data.title)}</h1>`;
    this.end =
      `<p class="actions"><a class="weui-btn weui-btn_default" id="held" href="/me/data/export">${escapeHtml(data.download)}</a></p>` +
      `<h2 class="data__title" id="consequences">${escapeHtml(data.deleteTitle)}</h2><ul class="data__points">${consequences}</ul>` +
      '<form class="equal" id="erase" method="post" action="/me/data/delete">' +
      `<a class="weui-btn weui-btn_default" href="/me">${escapeHtml(data.keep)}</a>` +
      `<button class="weui-btn weui-btn_default data__delete" id="delete" aria-describedby="consequences">${escapeHtml(data.delete)}</button></form>` +
      `</main><template id="signed-out" data-title="${escapeHtml(title)}">${deleted}</template>${layout.end}`;
  }

  /** The whole document. */
  render({ accountName }: DataModel): string {
    const [before, after] = this.words.data.held;
    return `${this.start}<p class="data__held">${escapeHtml(before)}${isolate(accountName)}${escapeHtml(after)}</p>${this.end}`;
  }
}
