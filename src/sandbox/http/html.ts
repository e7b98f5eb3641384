/** Text that is already HTML. */
export class Markup {
  constructor(readonly text: string) {}
}

type Insertion = Markup | string | number | null | false | readonly Markup[];

/** HTML from a template: whatever is put in is escaped, unless it is {@link Markup} itself; null and false are nothing. */
export function html(parts: TemplateStringsArray, ...insertions: Insertion[]): Markup {
  let text = parts[0]!;
  insertions.forEach((insertion, index) => (text += render(insertion) + parts[index + 1]!));
  return new Markup(text);
}

function render(insertion: Insertion): string {
  if (insertion === null || insertion === false) return '';
  if (insertion instanceof Markup) return insertion.text;
  if (typeof insertion === 'object') return insertion.map((markup) => markup.text).join('');
  return escapeHtml(String(insertion));
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
