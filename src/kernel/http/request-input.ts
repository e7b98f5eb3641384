import { z } from 'zod';
import { InvalidInput } from '../errors/problem.js';
import { nearest } from '../words/nearest.js';

/** Faults told at once; whoever sends more has other worries. */
const MOST_FAULTS = 20;
/** Names come from outside. */
const LONGEST_NAME = 64;

/** What a route reads that takes no parameters, or no body. */
export const nothing = z.strictObject({});

interface Fault {
  readonly field: string;
  readonly message: string;
}

/**
 * A request's body as `schema` reads it; one that did not come is an empty object. Give it a
 * `z.strictObject`, so that fields it does not know are refused by name.
 * @throws InvalidInput naming each field that is wrong, missing or unknown, never a value
 */
export function bodyOf<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  return read(schema, body ?? {}, 'body');
}

/** A request's query parameters, in the same way; each may be given once. @throws InvalidInput */
export function queryOf<Schema extends z.ZodType>(schema: Schema, query: unknown): z.output<Schema> {
  const twice = Object.entries(query ?? {}).filter(([, value]) => Array.isArray(value));
  if (twice.length > 0)
    throw invalidInput(twice.map(([field]) => ({ field, message: 'is given more than once' })));
  return read(schema, query ?? {}, 'query');
}

function read<Schema extends z.ZodType>(schema: Schema, given: unknown, whole: string): z.output<Schema> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const known = Object.keys((schema as { shape?: object }).shape ?? {});
  throw invalidInput(parsed.error.issues.flatMap((issue) => faultsOf(issue, given, whole, known)));
}

/** The refusal that names these fields: some of them, and their names as they can be shown. */
export function invalidInput(faults: readonly Fault[]): InvalidInput {
  return new InvalidInput(
    faults.slice(0, MOST_FAULTS).map(({ field, message }) => ({ field: printable(field), message })),
  );
}

function faultsOf(
  issue: z.core.$ZodIssue,
  given: unknown,
  whole: string,
  known: readonly string[] = [],
): Fault[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      field: [...path, key].join('.'),
      message: unknownKey(path.length === 0 ? nearest(key.slice(0, LONGEST_NAME), known) : null),
    }));
  if (issue.code === 'invalid_union') {
    // The form that comes nearest to what was sent.
    const [nearest = []] = issue.errors.toSorted((one, other) => one.length - other.length);
    const faults = nearest.flatMap((inner) =>
      faultsOf({ ...inner, path: [...issue.path, ...inner.path] }, given, whole),
    );
    if (faults.length > 0) return faults;
  }
  const missing = issue.path.length > 0 && valueAt(given, issue.path) === undefined;
  return [{ field: path.join('.') || whole, message: missing ? 'is missing' : issue.message }];
}

function unknownKey(meant: string | null): string {
  return meant === null ? 'is not known here' : `is not known here; did you mean ${meant}?`;
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    given,
  );
}

function printable(name: string): string {
  const safe = name.replaceAll(/\p{C}/gu, '·');
  return safe.length > LONGEST_NAME ? `${safe.slice(0, LONGEST_NAME)}…` : safe;
}
