/** A value in JSON, and how to get there. */
interface Place {
  readonly value: unknown;
  readonly name: string;
  readonly within: Place | null;
}

/**
 * The first text in a JSON value (names included) that is none: it holds a NUL, which Postgres takes in no
 * column, or half a surrogate pair, which has no form in UTF-8. Answers the way there, such as `tags.1`; null
 * when there is none. Any depth will do.
 */
export function brokenTextIn(json: unknown): string | null {
  const ahead: Place[] = [{ value: json, name: '', within: null }];
  for (let place = ahead.pop(); place; place = ahead.pop()) {
    const { value, name } = place;
    if (isBroken(name) || (typeof value === 'string' && isBroken(value))) return wayTo(place);
    if (typeof value !== 'object' || value === null) continue;
    for (const [inner, held] of Object.entries(value))
      ahead.push({ value: held, name: inner, within: place });
  }
  return null;
}

function isBroken(text: string): boolean {
  return text.includes('\0') || !text.isWellFormed();
}

function wayTo(place: Place): string {
  const names: string[] = [];
  for (let at: Place = place; at.within; at = at.within) names.push(at.name);
  return names.reverse().join('.');
}
