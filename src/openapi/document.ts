import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { API_DESCRIPTION, API_TAGS } from './api-description.js';
import { JsonSchemas } from './json-schemas.js';
import { type NotedRoute, notedRoutes } from './noted-routes.js';
import { callerAnswers, EVERY_ROUTE, problemAnswers, sharedAnswers } from './problem-answers.js';
import { problemView } from './problem.schemas.js';
import { decorate, type SwaggerLibrary } from './swagger-notes.js';

export type { SwaggerLibrary } from './swagger-notes.js';

/** The REST API in OpenAPI 3.1, from what its routes noted: no other route is in it. */
export function describeApi(app: INestApplication, swagger: SwaggerLibrary, version: string): OpenAPIObject {
  const schemas = new JsonSchemas();
  schemas.of(problemView, 'output');
  const routes = notedRoutes(app);
  for (const route of routes) decorate(swagger, route, schemas);
  const outline = new swagger.DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Lingpai')
    .setDescription(API_DESCRIPTION)
    .setVersion(version)
    .addServer('/', 'This server')
    .addSecurity('apiKey', {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'lp_…',
      description: 'A caller’s API key, from `lingpai api-key create`. Scopes say what it may do.',
    })
    .build();
  const document = swagger.SwaggerModule.createDocument(app, outline, {
    autoTagControllers: false,
    standardSchemaConverter: (schema, { schemaType }) => ({
      schema: schemas.of(schema as never, schemaType),
    }),
  });
  const paths = only(document.paths, new Map(routes.map((route) => [route.docs.operationId, route])));
  const used = new Set(routes.map(({ docs }) => docs.tag));
  return {
    openapi: document.openapi,
    info: { title: document.info.title, version, description: API_DESCRIPTION },
    servers: document.servers,
    tags: API_TAGS.filter(({ name }) => used.has(name)),
    paths,
    components: {
      securitySchemes: document.components?.securitySchemes,
      responses: sharedAnswers(),
      schemas: schemas.components(),
    },
  } as OpenAPIObject;
}

type Paths = OpenAPIObject['paths'];
type Operation = NonNullable<Paths[string]['get']>;

/** The paths of noted routes, with how each is guarded and how it fails. */
function only(paths: Paths, routes: ReadonlyMap<string, NotedRoute>): Paths {
  const kept: Paths = {};
  for (const [path, item] of Object.entries(paths))
    for (const [method, operation] of Object.entries(item as Record<string, Operation>)) {
      const route = routes.get(operation.operationId ?? '');
      if (route) kept[path] = { ...kept[path], [method]: complete(operation, route) };
    }
  return kept;
}

function complete(operation: Operation, { problems, scope, docs }: NotedRoute): Operation {
  const { operationId, tags, summary, parameters, requestBody, responses } = operation;
  const needs = scope === null ? '' : `Needs the scope \`${scope}\`.`;
  const failures = scope === null ? problemAnswers([...EVERY_ROUTE, ...problems]) : callerAnswers(problems);
  return {
    operationId,
    tags,
    summary,
    description: [docs.description ?? '', needs].filter((text) => text !== '').join('\n\n'),
    security: scope === null ? [] : [{ apiKey: [scope] }],
    parameters,
    ...(requestBody ? { requestBody } : {}),
    responses: { ...responses, ...failures },
  } as Operation;
}
