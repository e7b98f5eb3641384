import type { z } from 'zod';

/** What a route of the REST API says of itself, beside its path and who may use it. */
export interface RouteDocs {
  /** Its name in generated clients: a verb and a noun, such as `getGlobalToken`. */
  readonly operationId: string;
  /** The heading under which it stands, such as `Global token`. */
  readonly tag: string;
  /** One line, without a full stop. */
  readonly summary: string;
  /** More, in plain English (Markdown). */
  readonly description?: string;
  /** The variables of its path, each with `.meta({ description, examples })`. */
  readonly params?: Readonly<Record<string, z.ZodType>>;
  /** Its query parameters: the schema that guards them. */
  readonly query?: z.ZodObject;
  /** Headers it reads, each with `.meta({ description, examples })`. */
  readonly headers?: Readonly<Record<string, z.ZodType>>;
  /** The JSON body it takes: the schema that guards it. */
  readonly body?: z.ZodType;
}

/** One way in which a route answers when all is well. */
export interface AnswerDocs {
  readonly status: number;
  /** When, or what it means. */
  readonly description: string;
  /** The body: with `.meta({ id, description, examples })`, so that it has a name and is shown. */
  readonly schema?: z.ZodType;
  /** What its headers say, by name. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** One way in which a route fails. */
export interface ProblemDocs {
  readonly status: number;
  /** `room.snake_case`. */
  readonly code: string;
  /** What the caller is told, or when it happens. */
  readonly detail?: string;
}

/** Under which keys a route's documentation lies until somebody asks for it. */
export const API_ROUTE = 'lingpai:api-route';
export const API_ANSWERS = 'lingpai:api-answers';
export const API_PROBLEMS = 'lingpai:api-problems';
export const API_HEADERS = 'lingpai:api-headers';

/**
 * Puts a route of `/api/v1` into the OpenAPI document. These three decorators only take notes: the library
 * that makes the document costs a start 130 ms and 19 MB, and is loaded when the document is first asked for.
 *
 * ```ts
 * @Get(':account/token')
 * @CallerScope('token:read')
 * @ApiRoute({ operationId: 'getGlobalToken', tag: 'Global token', summary: 'Read the token', params: { account } })
 * @ApiAnswer(200, 'A token that works.', { schema: tokenView, headers: { ETag: 'Its version, as `W/"7"`.' } })
 * @ApiAnswer(304, 'The version in `If-None-Match` is still the current one.')
 * @ApiProblem(404, 'account.not_found', 'There is no such account.')
 * ```
 */
export function ApiRoute(docs: RouteDocs): MethodDecorator {
  return (_prototype, _name, descriptor) => Reflect.defineMetadata(API_ROUTE, docs, handlerOf(descriptor));
}

/** A good answer of the route; repeat it for each. */
export function ApiAnswer(
  status: number,
  description: string,
  body: Pick<AnswerDocs, 'schema' | 'headers'> = {},
): MethodDecorator {
  return note(API_ANSWERS, { status, description, ...body });
}

/**
 * A failure of the route, as problem+json (RFC 9457); repeat it for each. What every route for callers may
 * answer (a bad key, a missing scope, an unreadable request) is added by itself.
 */
export function ApiProblem(status: number, code: string, detail?: string): MethodDecorator {
  return note(API_PROBLEMS, { status, code, detail });
}

/** A header that the route reads, for decorators that bring one along; a route's own stand in `@ApiRoute`. */
export function ApiHeader(name: string, schema: z.ZodType): MethodDecorator {
  return (_prototype, _name, descriptor) => {
    const handler = handlerOf(descriptor);
    const noted = (Reflect.getMetadata(API_HEADERS, handler) ?? {}) as object;
    Reflect.defineMetadata(API_HEADERS, { ...noted, [name]: schema }, handler);
  };
}

/** Decorators run from the last to the first: notes are read in the order in which they are written. */
function note(key: string, taken: AnswerDocs | ProblemDocs): MethodDecorator {
  return (_prototype, _name, descriptor) => {
    const handler = handlerOf(descriptor);
    const notes = (Reflect.getMetadata(key, handler) ?? []) as object[];
    Reflect.defineMetadata(key, [taken, ...notes], handler);
  };
}

function handlerOf(descriptor: TypedPropertyDescriptor<never> | PropertyDescriptor): object {
  return descriptor.value as object;
}
