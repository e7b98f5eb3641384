import { z } from 'zod';

/** A JSON Schema (draft 2020-12), as OpenAPI 3.1 has them. */
export type JsonSchema = Record<string, unknown>;

/** Input: what we accept. Output: what we answer. */
export type Direction = 'input' | 'output';

const DEFINED = '#/$defs/';
const COMPONENT = '#/components/schemas/';

/** Zod's schemas as JSON Schema. Those with an id are collected, once each, and referred to by it. */
export class JsonSchemas {
  private readonly named = new Map<string, JsonSchema>();

  /** The schema itself, or a reference to it. @throws when two schemas share an id */
  of(schema: z.ZodType, direction: Direction): JsonSchema {
    return this.write(schema, direction, (id, definition) => this.add(id, definition));
  }

  /** The same, for a route that may be of another document: nothing is collected. */
  referring(schema: z.ZodType, direction: Direction): JsonSchema {
    return this.write(schema, direction, () => undefined);
  }

  private write(
    schema: z.ZodType,
    direction: Direction,
    collect: (id: string, definition: JsonSchema) => void,
  ): JsonSchema {
    const written = z.toJSONSchema(schema, {
      io: direction,
      target: 'draft-2020-12',
      override: ({ jsonSchema }) => plainer(jsonSchema, direction),
    });
    const { $schema: _, $defs = {}, ...rest } = pointingToComponents(written) as JsonSchema;
    for (const [id, definition] of Object.entries($defs as Record<string, JsonSchema>))
      collect(id, definition);
    return rest;
  }

  /** Every schema with an id, by id, in alphabetical order. */
  components(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.named].toSorted(([left], [right]) => (left < right ? -1 : 1)));
  }

  private add(id: string, definition: JsonSchema): void {
    const known = this.named.get(id);
    if (known && JSON.stringify(known) !== JSON.stringify(definition))
      throw new Error(`Two schemas of the REST API are called ${id}`);
    this.named.set(id, definition);
  }
}

/** Leaves out what tells a reader nothing, and what would forbid us to add a field to an answer one day. */
function plainer(schema: JsonSchema, direction: Direction): void {
  if (direction === 'output' && schema['additionalProperties'] === false)
    delete schema['additionalProperties'];
  if (schema['format'] !== undefined) delete schema['pattern'];
  if (schema['maximum'] === Number.MAX_SAFE_INTEGER) delete schema['maximum'];
  if (schema['minimum'] === Number.MIN_SAFE_INTEGER) delete schema['minimum'];
}

function pointingToComponents(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' ? value.replace(DEFINED, COMPONENT) : value,
  );
}
