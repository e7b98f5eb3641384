import { createHmac } from 'node:crypto';

/** What a line of the record says, without what proves it. */
export interface AuditLine {
  readonly id: string;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly target: string | null;
  readonly account: string | null;
  readonly address: string | null;
  readonly detail: Record<string, unknown>;
}

/** What the first line stands on. */
export const BEFORE_THE_FIRST = Buffer.alloc(32);

/**
 * What proves a line: a digest of all it says and of the proof of the line before, under a key that the database
 * does not hold.
 */
export function proofOf(line: AuditLine, before: Buffer, key: Buffer): Buffer {
  const { id, at, actor, action, target, account, address, detail } = line;
  const said = [id, at.toISOString(), actor, action, target, account, address, inOrder(detail)];
  return createHmac('sha256', key).update(before).update(JSON.stringify(said)).digest();
}

/** Postgres keeps the fields of a JSON value in an order of its own. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return fields.map(([name, inner]) => [name, inOrder(inner)]);
}
