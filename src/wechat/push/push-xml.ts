import { PushUnreadable } from './push.errors.js';

/** An element: either text or other elements. */
export interface XmlElement {
  readonly name: string;
  /** Empty where there are elements inside. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

const MAX_DEPTH = 8;
const MAX_ELEMENTS = 2000;
const DECLARATION = /^<\?xml\s[^<>?]*\?>/;
const TOKEN = /<!\[CDATA\[([\s\S]*?)\]\]>|<([A-Za-z_][\w.-]*)\s*(\/?)>|<\/([A-Za-z_][\w.-]*)\s*>|([^<]+)/y;
const REFERENCE = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/g;
const NO_REFERENCE = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)/;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** An element while it is read. */
interface Open {
  readonly name: string;
  plain: string;
  quoted: string | null;
  readonly children: XmlElement[];
}

/**
 * Reads the little XML there is in pushes and answers: elements, text, CDATA. No document type, no entities but
 * the five of XML itself, no attributes, comments or instructions; at most 8 deep and 2,000 elements. The text's
 * length is the caller's to limit; the time taken grows with it and no faster.
 * @throws PushUnreadable
 */
export function readXml(source: string): XmlElement {
  const top: Open = { name: '', plain: '', quoted: null, children: [] };
  const path: Open[] = [top];
  let elements = 0;
  TOKEN.lastIndex = DECLARATION.exec(source)?.[0].length ?? 0;
  while (TOKEN.lastIndex < source.length) {
    const token = TOKEN.exec(source);
    if (!token) throw new PushUnreadable('not the XML that pushes are made of');
    const [, quoted, opened, selfClosing, closed, plain] = token;
    const current = path.at(-1)!;
    if (quoted !== undefined) current.quoted = (current.quoted ?? '') + quoted;
    else if (plain !== undefined) current.plain += plain;
    else if (opened !== undefined) {
      elements += 1;
      if (elements > MAX_ELEMENTS || path.length > MAX_DEPTH) throw new PushUnreadable('too much XML');
      path.push({ name: opened, plain: '', quoted: null, children: [] });
    }
    if (closed !== undefined || selfClosing === '/') {
      const done = path.pop()!;
      if (path.length === 0 || (closed !== undefined && closed !== done.name))
        throw new PushUnreadable('tags do not match');
      path.at(-1)!.children.push(closedElement(done));
    }
  }
  const [root] = top.children;
  if (path.length !== 1 || top.children.length !== 1 || !root || top.quoted !== null || !isBlank(top.plain))
    throw new PushUnreadable('not one whole element');
  return root;
}

/** The texts of an element's children, by name. @throws PushUnreadable where a name comes twice */
export function fieldsOf(element: XmlElement): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const { name, text } of element.children) {
    if (fields.has(name)) throw new PushUnreadable('a field comes twice');
    fields.set(name, text);
  }
  return fields;
}

/** The first child of this name, or null. */
export function childOf(element: XmlElement, name: string): XmlElement | null {
  return element.children.find((child) => child.name === name) ?? null;
}

function closedElement({ name, plain, quoted, children }: Open): XmlElement {
  const blank = isBlank(plain);
  if (children.length > 0 && (quoted !== null || !blank)) throw new PushUnreadable('text between elements');
  if (children.length > 0) return { name, text: '', children };
  // Blanks around CDATA are somebody's indentation; beside other text the order of the two would be lost.
  if (quoted !== null && !blank) throw new PushUnreadable('text beside CDATA');
  return { name, text: quoted ?? resolved(plain), children };
}

/** Blanks as XML knows them: a byte order mark is none. */
function isBlank(text: string): boolean {
  return !/[^ \t\r\n]/.test(text);
}

function resolved(text: string): string {
  if (text.includes(']]>')) throw new PushUnreadable('not the XML that pushes are made of');
  // First, because a replacement would look for all of them before it tells of one.
  if (NO_REFERENCE.test(text)) throw new PushUnreadable('an entity');
  return text.replace(REFERENCE, (_whole, named?: string, decimal?: string, hex?: string) => {
    if (named !== undefined) return NAMED[named]!;
    const point = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
    if (!(point > 0 && point <= 0x10ffff) || (point >= 0xd800 && point <= 0xdfff))
      throw new PushUnreadable('an entity');
    return String.fromCodePoint(point);
  });
}
