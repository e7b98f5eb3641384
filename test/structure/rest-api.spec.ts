import 'reflect-metadata';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Type } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import * as swagger from '@nestjs/swagger';
import type { z } from 'zod';
import { appToDescribe } from '../../src/described-app.js';
import { STATUS } from '../../src/kernel/errors/problem.js';
import { describeApi } from '../../src/openapi/document.js';
import { type NotedRoute, notedRoutes } from '../../src/openapi/noted-routes.js';
import { versionIn } from '../../src/openapi/package-version.js';
import { problemView } from '../../src/openapi/problem.schemas.js';

interface Content {
  readonly schema: unknown;
  readonly examples?: Record<string, { value: { code: string; status: number } }>;
}

interface Answer {
  readonly description: string;
  readonly content?: Record<string, Content>;
}

interface Operation {
  readonly path: string;
  readonly method: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: string[];
  readonly parameters?: { name: string; in: string; description: string }[];
  readonly security: { apiKey: string[] }[];
  readonly responses: Record<string, Answer>;
}

let document: OpenAPIObject;
let operations: Operation[];
let routes: NotedRoute[];
/** Method and path of every route under `/api/v1`, documented or not. */
let served: string[];

beforeAll(async () => {
  const app = await appToDescribe();
  document = describeApi(app, swagger, versionIn(process.cwd()));
  operations = Object.entries(document.paths).flatMap(([route, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({
      ...operation,
      responses: Object.fromEntries(
        Object.entries(operation.responses).map(([status, answer]) => [status, resolved(answer)]),
      ),
      path: route,
      method: method.toUpperCase(),
    })),
  );
  routes = notedRoutes(app);
  const types = [...app.get(ModulesContainer).values()].flatMap((module) =>
    [...module.controllers.values()].map(({ metatype }) => metatype as Type),
  );
  served = types.flatMap((type) => pathsOf(type)).filter((route) => / \/api\//.test(route));
});

/** What a reference stands for. */
function resolved(answer: Answer): Answer {
  if (!('$ref' in answer)) return answer;
  const [, , , name] = (answer.$ref as string).split('/');
  return document.components!.responses![name!] as Answer;
}

function pathsOf(type: Type): string[] {
  const prototype = type.prototype as Record<string, object>;
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
    const route = Reflect.getMetadata('path', prototype[name]!) as string | undefined;
    if (route === undefined) return [];
    const method = ['GET', 'POST', 'PUT', 'DELETE'][
      Reflect.getMetadata('method', prototype[name]!) as number
    ];
    const whole = `/${Reflect.getMetadata('path', type) as string}/${route}`.replaceAll(/\/+/g, '/');
    return `${method} ${whole.replace(/\/$/, '').replaceAll(/:(\w+)/g, '{$1}')}`;
  });
}

/** Every value under a key, at any depth. */
function everywhere(key: string, value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => everywhere(key, item));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(name === key ? [inner] : []),
    ...everywhere(key, inner),
  ]);
}

it('docs/openapi.json says what the code says (npm run openapi writes it)', () => {
  expect(JSON.parse(readFileSync('docs/openapi.json', 'utf8'))).toEqual(JSON.parse(JSON.stringify(document)));
});

it('every route of the API is described, and nothing else', () => {
  expect(operations.map(({ method, path: route }) => `${method} ${route}`).sort()).toEqual(served.sort());
  expect(served).toEqual(expect.arrayContaining(['GET /api/v1/accounts/{account}/token']));
});

it('each route needs the scope that was promised', () => {
  const scopes = operations.map(({ method, path: route, security }) => [
    `${method} ${route.replace('/api/v1/accounts/{account}', '')}`,
    security,
  ]);
  expect(Object.fromEntries(scopes)).toMatchObject({
    'GET /token': [{ apiKey: ['token:read'] }],
    'POST /token/refresh': [{ apiKey: ['token:refresh'] }],
    'GET /jsapi-ticket': [{ apiKey: ['ticket:read'] }],
    'POST /jssdk-config': [{ apiKey: ['ticket:sign'] }],
  });
});

it('every operation has a name of its own, a heading that is explained, and says what it does', () => {
  const headings = new Set(document.tags!.map(({ name }) => name));
  for (const { operationId, summary, tags, parameters = [] } of operations) {
    expect(operationId).toMatch(/^[a-z]+(?:[A-Z][a-z]+)+$/);
    expect([operationId, summary]).toEqual([operationId, expect.stringMatching(/^[A-Z].{5,60}[^.]$/)]);
    expect([operationId, tags.filter((tag) => headings.has(tag))]).toEqual([
      operationId,
      [expect.any(String)],
    ]);
    for (const { name, description } of parameters)
      expect([operationId, name, description]).toEqual([operationId, name, expect.stringMatching(/.{5,}/)]);
  }
  const names = operations.map(({ operationId }) => operationId);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

it('every operation says how it ends well, how it fails, and who may use it', () => {
  for (const { operationId, responses, security, description } of operations) {
    expect([operationId, security]).toEqual([
      operationId,
      [{ apiKey: [expect.stringMatching(/^\w+:\w+$/)] }],
    ]);
    expect(description).toContain(`Needs the scope \`${security[0]!.apiKey[0]}\``);
    const codes = Object.keys(responses);
    expect([operationId, codes]).toEqual([
      operationId,
      expect.arrayContaining(['400', '401', '403', '404', '429', '500']),
    ]);
    expect(codes.some((status) => status.startsWith('2'))).toBe(true);
    for (const [status, { description: told, content = {} }] of Object.entries(responses)) {
      expect([operationId, status, told]).toEqual([operationId, status, expect.stringMatching(/.{10,}/)]);
      if (Number(status) >= 400) expect(Object.keys(content)).toEqual(['application/problem+json']);
    }
  }
});

it('every schema and answer that is referred to exists, and every one that exists is referred to', () => {
  const { schemas = {}, responses = {} } = document.components!;
  const known = [
    ...Object.keys(schemas).map((id) => `#/components/schemas/${id}`),
    ...Object.keys(responses).map((id) => `#/components/responses/${id}`),
  ];
  expect(new Set(everywhere('$ref', document))).toEqual(new Set(known));
});

it('every schema that has a name is shown by an example, and every example fits its schema', () => {
  const schemas = routes.flatMap(({ docs, answers }) => [
    ...[docs.body, docs.query].filter((schema) => schema !== undefined),
    ...Object.values(docs.params ?? {}),
    ...answers.flatMap(({ schema }) => schema ?? []),
  ]);
  expect(schemas.length).toBeGreaterThan(6);
  for (const schema of [...schemas, problemView] as z.ZodType[]) {
    const { id = 'a parameter', examples = [] } = (schema.meta() ?? {}) as {
      id?: string;
      examples?: unknown[];
    };
    expect([id, examples.length > 0]).toEqual([id, true]);
    for (const example of examples) expect([id, schema.safeParse(example).error]).toEqual([id, undefined]);
  }
});

describe('every problem', () => {
  // Each error class of the product, by its code, with the kind that decides its status.
  const classes = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .flatMap((name) => [
      ...readFileSync(path.join('src', name), 'utf8').matchAll(
        /readonly code = '([^']+)';\s+override readonly kind = '([^']+)'/g,
      ),
    ]);
  const kinds = new Map(classes.map(([, code, kind]) => [code!, kind as keyof typeof STATUS]));

  const shown = () =>
    operations
      .flatMap(({ responses }) => Object.entries(responses))
      .flatMap(([status, { content = {} }]) =>
        Object.entries(content['application/problem+json']?.examples ?? {}).map(([code, { value }]) => ({
          status: Number(status),
          code,
          value,
        })),
      );

  it('is one that the code can raise, with the status that it has', () => {
    expect(shown().length).toBeGreaterThan(20);
    for (const { status, code, value } of shown()) {
      const kind = code === 'internal.unexpected' ? 'internal' : kinds.get(code);
      expect([code, kind && STATUS[kind]]).toEqual([code, status]);
      expect([value.code, value.status]).toEqual([code, status]);
    }
  });

  it('fits the shape of problems', () => {
    for (const { code, value } of shown())
      expect([code, problemView.strict().safeParse(value).error]).toEqual([code, undefined]);
  });
});
