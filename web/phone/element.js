/** The element with this id. */
export const byId = (id) => document.getElementById(id);

/** A new element: properties are set, `class` and `data-…`/`aria-…` as attributes; contents are text or elements. */
export function make(tag, properties = {}, ...contents) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'class' || name.includes('-')) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...contents.filter((content) => content !== null));
  return element;
}
