// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f]/g;

/**
 * Reads JSON as WeChat writes it: whatever the content type says, with a byte order mark, or
 * with raw control characters inside strings (visitors put them into nicknames), which become spaces.
 * @throws SyntaxError when it still is not JSON.
 */
export function readJson(text: string): unknown {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  try {
    return JSON.parse(body);
  } catch {
    return JSON.parse(body.replace(CONTROL, ' '));
  }
}
