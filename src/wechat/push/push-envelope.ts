import { childOf, readXml } from './push-xml.js';
import { PushUnreadable } from './push.errors.js';

/** A number or another text that stands in the XML as it is, without CDATA. */
export interface Bare {
  readonly bare: string;
}

/** A field of a push: text goes into CDATA, numbers stand bare. */
export type PushField = readonly [name: string, value: string | number | Bare];

/** `<![CDATA[…]]>`, split where the text itself would end it. Nothing is escaped inside. */
export function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

/** A push in clear, byte for byte as the platform lays it out: a line feed between fields, none at the end. */
export function plainPush(fields: readonly PushField[]): string {
  return `<xml>${fields.map(element).join('\n')}\n</xml>`;
}

/** The body of safe mode: `ToUserName` and the cipher, nothing else. */
export function safePush(toUserName: string, encrypt: string): string {
  return indented([
    ['ToUserName', toUserName],
    ['Encrypt', encrypt],
  ]);
}

/** The body of compat mode (兼容模式): every field in clear, and the cipher of them all. */
export function compatPush(fields: readonly PushField[], encrypt: string): string {
  return indented([...fields, ['Encrypt', encrypt]]);
}

/** What an encrypted answer is made of. */
export interface SealedAnswer {
  readonly encrypt: string;
  readonly msgSignature: string;
  /** As written; some programs write milliseconds. */
  readonly timestamp: string;
  readonly nonce: string;
}

/** An encrypted answer to a push. */
export function sealedAnswer({ encrypt, msgSignature, timestamp, nonce }: SealedAnswer): string {
  const fields: PushField[] = [
    ['Encrypt', encrypt],
    ['MsgSignature', msgSignature],
    ['TimeStamp', { bare: timestamp }],
    ['Nonce', nonce],
  ];
  return `<xml>${fields.map(element).join('')}</xml>`;
}

/** Null where the answer is not an encrypted one. @throws PushUnreadable not XML, or a field is missing */
export function readSealedAnswer(xml: string): SealedAnswer | null {
  const root = readXml(xml);
  if (!childOf(root, 'Encrypt')) return null;
  const field = (name: string): string => {
    const text = childOf(root, name)?.text.trim();
    if (!text) throw new PushUnreadable(`${name} is missing`);
    return text;
  };
  return {
    encrypt: field('Encrypt'),
    msgSignature: field('MsgSignature'),
    timestamp: field('TimeStamp'),
    nonce: field('Nonce'),
  };
}

function element([name, value]: PushField): string {
  const text =
    typeof value === 'string' ? cdata(value) : typeof value === 'number' ? String(value) : value.bare;
  return `<${name}>${text}</${name}>`;
}

function indented(fields: readonly PushField[]): string {
  return `<xml>\n${fields.map((field) => `    ${element(field)}\n`).join('')}</xml>\n`;
}
