import { describedHeaders } from './problem-answers.js';
import type { JsonSchema, JsonSchemas } from './json-schemas.js';
import type { NotedRoute } from './noted-routes.js';

/** `@nestjs/swagger`, once it is loaded. */
export type SwaggerLibrary = typeof import('@nestjs/swagger');

/** The library merges what is said twice, and classes outlive apps. */
const decorated = new WeakSet<object>();

/** Tells the library what a route noted, as its own decorators would have; collects the schemas. */
export function decorate(swagger: SwaggerLibrary, route: NotedRoute, schemas: JsonSchemas): void {
  const { docs, answers, handler, prototype, name } = route;
  const decorators: MethodDecorator[] = [
    swagger.ApiOperation({ operationId: docs.operationId, summary: docs.summary, tags: [docs.tag] }),
  ];
  for (const [parameter, schema] of Object.entries(docs.params ?? {}))
    decorators.push(swagger.ApiParam(parameterOf(parameter, schemas.of(schema, 'input'))));
  for (const parameter of docs.query ? queryOf(schemas.of(docs.query, 'input')) : [])
    decorators.push(swagger.ApiQuery(parameter));
  for (const [header, schema] of Object.entries(docs.headers ?? {}))
    decorators.push(
      swagger.ApiHeader({ ...parameterOf(header, schemas.of(schema, 'input')), required: false }),
    );
  if (docs.body) decorators.push(swagger.ApiBody({ required: true, schema: schemas.of(docs.body, 'input') }));
  for (const { status, description, schema, headers } of answers) {
    if (schema) schemas.of(schema, 'output');
    decorators.push(
      swagger.ApiResponse({
        status,
        description,
        ...(schema ? { standardSchema: schema } : {}),
        ...(headers ? { headers: describedHeaders(headers) } : {}),
      }),
    );
  }
  if (decorated.has(handler)) return;
  decorated.add(handler);
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name)!;
  for (const each of decorators) each(prototype, name, descriptor);
}

interface Parameter {
  readonly name: string;
  readonly required: boolean;
  readonly description: string;
  readonly schema: JsonSchema;
}

/** OpenAPI wants a parameter's description beside its schema. */
function parameterOf(name: string, schema: JsonSchema, required = true): Parameter {
  const { description, ...rest } = schema;
  return { name, required, description: typeof description === 'string' ? description : '', schema: rest };
}

function queryOf(query: JsonSchema): Parameter[] {
  const required = new Set((query['required'] ?? []) as string[]);
  const properties = (query['properties'] ?? {}) as Record<string, JsonSchema>;
  return Object.entries(properties).map(([name, schema]) => parameterOf(name, schema, required.has(name)));
}
