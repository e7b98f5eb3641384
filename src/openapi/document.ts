import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { type Audience, CALLERS } from './audiences.js';
import { JsonSchemas } from './json-schemas.js';
import { type NotedRoute, notedRoutes, usersOf } from './noted-routes.js';
import { problemView } from './problem.schemas.js';
import { decorate, type SwaggerLibrary } from './swagger-notes.js';

export type { SwaggerLibrary } from './swagger-notes.js';

/** The routes for one audience in OpenAPI 3.1, from what they noted: no other route is in it. */
export function describeApi(
  app: INestApplication,
  swagger: SwaggerLibrary,
  version: string,
  audience: Audience = CALLERS,
): OpenAPIObject {
  const { title, description, tags, securitySchemes, responses } = audience;
  const schemas = new JsonSchemas();
  schemas.of(problemView, 'output');
  const routes = notedRoutes(app, audience.users);
  for (const route of routes) decorate(swagger, route, schemas);
  const outline = new swagger.DocumentBuilder().setOpenAPIVersion('3.1.0').build();
  const document = swagger.SwaggerModule.createDocument(app, outline, {
    autoTagControllers: false,
    standardSchemaConverter: (schema, { schemaType }) => ({
      schema: schemas.referring(schema as never, schemaType),
    }),
  });
  const byName = new Map(routes.map((route) => [route.docs.operationId, route]));
  const used = new Set(routes.map(({ docs }) => docs.tag));
  return {
    openapi: document.openapi,
    info: { title, version, description },
    servers: [{ url: '/', description: 'This server' }],
    tags: tags.filter(({ name }) => used.has(name)),
    paths: only(document.paths, byName, audience),
    components: { securitySchemes, responses: responses(), schemas: schemas.components() },
  } as unknown as OpenAPIObject;
}

type Paths = OpenAPIObject['paths'];
type Operation = NonNullable<Paths[string]['get']>;

/** The paths of noted routes, with how each is guarded and how it fails. */
function only(paths: Paths, routes: ReadonlyMap<string, NotedRoute>, audience: Audience): Paths {
  const kept: Paths = {};
  for (const [path, item] of Object.entries(paths)) {
    // Two documents may call two things the same.
    if (usersOf(path) !== audience.users) continue;
    for (const [method, operation] of Object.entries(item as Record<string, Operation>)) {
      const route = routes.get(operation.operationId ?? '');
      if (route) kept[path] = { ...kept[path], [method]: complete(operation, route, audience) };
    }
  }
  return kept;
}

function complete(operation: Operation, route: NotedRoute, audience: Audience): Operation {
  const { operationId, tags, summary, parameters, requestBody, responses } = operation;
  const { needs, security, failures, extensions } = audience.particularsOf(route);
  return {
    operationId,
    tags,
    summary,
    description: [route.docs.description ?? '', needs].filter((text) => text !== '').join('\n\n'),
    ...extensions,
    security,
    parameters,
    ...(requestBody ? { requestBody } : {}),
    responses: { ...responses, ...failures },
  } as unknown as Operation;
}
