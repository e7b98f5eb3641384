import { z } from 'zod';
import type { ControlRoute } from './route.js';

const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  request_id: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});

/** The control plane in OpenAPI 3.1, written from the schemas that guard it. */
export function describeControlPlane(routes: readonly ControlRoute[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = (paths[`/_sandbox${route.path}`] ??= {});
    path[route.method.toLowerCase()] = describeRoute(route);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Lingpai sandbox', version: '1', description: 'The control plane of a simulated WeChat.' },
    paths,
    components: { schemas: { Problem: jsonSchema(problem, 'output') } },
  };
}

function describeRoute(route: ControlRoute): object {
  const variables = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  return {
    operationId: operationId(route),
    summary: route.summary,
    parameters: [...variables, ...queryParameters(route.query)],
    ...(route.body ? { requestBody: { required: true, content: json(route.body, 'input') } } : {}),
    responses: {
      [route.status]: {
        description: 'Done',
        ...(route.answer
          ? { content: { [route.answerType]: { schema: jsonSchema(route.answer, 'output') } } }
          : {}),
      },
      default: {
        description: 'Refused',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function queryParameters(query: z.ZodType | undefined): object[] {
  if (!query) return [];
  const { properties = {} } = jsonSchema(query, 'input') as { properties?: Record<string, object> };
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: false, schema }));
}

function json(schema: z.ZodType, io: 'input' | 'output'): object {
  return { 'application/json': { schema: jsonSchema(schema, io) } };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, target: 'draft-2020-12' });
  return rest;
}

/** `PATCH /personas/{id}` → `patchPersonasById`. */
function operationId(route: ControlRoute): string {
  const words = route.path
    .split('/')
    .filter(Boolean)
    .flatMap((part) => part.split('-'));
  const named = words.map((word) => {
    const text = word.startsWith('{') ? `by ${word.slice(1, -1)}` : word;
    return text.replace(/(^|\s)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
  });
  return route.method.toLowerCase() + named.join('');
}
