import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import type { Type } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import * as swagger from '@nestjs/swagger';
import { appToDescribe } from '../../src/described-app.js';
import { OPERATORS } from '../../src/openapi/audiences.js';
import { describeApi } from '../../src/openapi/document.js';
import { notedRoutes } from '../../src/openapi/noted-routes.js';
import { versionIn } from '../../src/openapi/package-version.js';
import { may, type Operation, operationsOf, POLICY, ROLES } from '../../src/operators/roles.js';

interface Described {
  readonly name: string;
  readonly method: string;
  readonly 'x-operation'?: Operation;
  readonly 'x-roles'?: string[];
  readonly 'x-confirmed'?: boolean;
  readonly 'x-audit'?: string | null;
  readonly operationId: string;
  readonly summary: string;
  readonly tags: string[];
  readonly security: object[];
  readonly responses: Record<string, unknown>;
}

let document: OpenAPIObject;
let operations: Described[];
/** Method and path of every route under `/admin/api`, described or not. */
let served: string[];

beforeAll(async () => {
  const app = await appToDescribe();
  document = describeApi(app, swagger, versionIn(process.cwd()), OPERATORS);
  operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Described>).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      name: `${method.toUpperCase()} ${path}`,
    })),
  );
  const types = [...app.get(ModulesContainer).values()].flatMap((module) =>
    [...module.controllers.values()].map(({ metatype }) => metatype as Type),
  );
  served = types.flatMap(pathsOf).filter((route) => route.includes(' /admin/api'));
});

function pathsOf(type: Type): string[] {
  const prototype = type.prototype as Record<string, object>;
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
    const route = Reflect.getMetadata('path', prototype[name]!) as string | undefined;
    if (route === undefined) return [];
    const verb = Reflect.getMetadata('method', prototype[name]!) as number;
    const method = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'][verb];
    const whole = `/${Reflect.getMetadata('path', type) as string}/${route}`.replaceAll(/\/+/g, '/');
    return `${method} ${whole.replace(/\/$/, '').replaceAll(/:(\w+)/g, '{$1}')}`;
  });
}

/** Where no operator can be signed in yet. */
const OPEN = [
  'GET /admin/api/session/state',
  'GET /admin/api/setup',
  'POST /admin/api/session',
  'POST /admin/api/setup',
  'POST /admin/api/setup/check',
];
/** Their services record them, because there is no operator yet, or only half. */
const RECORDED_BELOW = ['POST /admin/api/session/code'];

it('docs/admin-openapi.json says what the code says (npm run openapi writes it)', () => {
  const written: unknown = JSON.parse(readFileSync('docs/admin-openapi.json', 'utf8'));
  expect(written).toEqual(JSON.parse(JSON.stringify(document)));
});

it('every route of the console is described, and nothing else', () => {
  expect(operations.map(({ name }) => name).sort()).toEqual(served.sort());
  expect(operations.length).toBeGreaterThan(20);
});

it('every operation has a name of its own, a heading that is explained, and examples of what it takes and gives', async () => {
  const headings = document.tags!.map(({ name }) => name);
  const names = operations.map(({ operationId }) => operationId);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  for (const { name, summary, tags, operationId } of operations) {
    expect([name, operationId]).toEqual([name, expect.stringMatching(/^[a-z]+(?:[A-Z][a-z]+)*$/)]);
    expect([name, summary]).toEqual([name, expect.stringMatching(/^[A-Z].{5,70}[^.]$/)]);
    expect([name, headings]).toEqual([name, expect.arrayContaining(tags)]);
  }
  for (const { docs, answers } of notedRoutes(await appToDescribe(), 'operators'))
    for (const schema of [docs.body, ...answers.map((answer) => answer.schema)])
      if (schema)
        expect([docs.operationId, schema.meta()]).toEqual([
          docs.operationId,
          expect.objectContaining({ id: expect.any(String), examples: expect.anything() }),
        ]);
});

it('nobody need be signed in where nobody can be, and nowhere else', () => {
  const open = operations.filter((operation) => operation['x-operation'] === undefined);
  expect(open.map(({ name }) => name).sort()).toEqual(OPEN);
  for (const operation of operations)
    expect([operation.name, operation.security]).toEqual([
      operation.name,
      OPEN.includes(operation.name) ? [] : [{ session: [] }],
    ]);
});

it('every route names an operation of the policy, and tells the roles that it names', () => {
  for (const operation of operations.filter(({ name }) => !OPEN.includes(name)))
    expect([operation.name, operation['x-roles']]).toEqual([
      operation.name,
      [...POLICY[operation['x-operation']!]],
    ]);
});

it('every change is recorded under a name, and nothing that only reads is', () => {
  for (const { name, method, ...operation } of operations) {
    if (OPEN.includes(name) || RECORDED_BELOW.includes(name)) continue;
    const recorded = operation['x-audit'] ?? null;
    if (method === 'GET') expect([name, recorded]).toEqual([name, null]);
    else expect([name, recorded]).toEqual([name, expect.stringMatching(/^[a-z]+\.[a-z_]+$/)]);
  }
});

describe('the policy', () => {
  it('lets an owner do everything', () => {
    expect(operationsOf('owner')).toEqual(Object.keys(POLICY));
  });

  it('lets a viewer change nothing but the own session', () => {
    const changes = operations.filter(({ method, ...one }) => method !== 'GET' && one['x-operation']);
    const allowed = changes.filter((one) => may('viewer', one['x-operation']!));
    expect(new Set(allowed.map((one) => one['x-operation']))).toEqual(new Set(['self:use']));
    expect(changes.length).toBeGreaterThan(allowed.length);
  });

  it('gives an editor what a viewer has and more, and an owner what an editor has and more', () => {
    const [owner, editor, viewer] = ROLES.map((role) => new Set(operationsOf(role)));
    expect([...viewer!].filter((operation) => !editor!.has(operation))).toEqual([]);
    expect([...editor!].filter((operation) => !owner!.has(operation))).toEqual([]);
    expect(owner!.size).toBeGreaterThan(editor!.size);
    expect(editor!.size).toBeGreaterThan(viewer!.size);
  });

  it('keeps for owners what gives power away or shows a secret', () => {
    for (const operation of [
      'operators:write',
      'callers:write',
      'tokens:reveal',
      'tokens:force',
      'accounts:secrets',
      'users:erase',
      'audit:read',
    ] as const)
      expect([operation, [...POLICY[operation]]]).toEqual([operation, ['owner']]);
  });

  it('asks for password or code before what shows a secret or gives power away', () => {
    const guarded = operations.filter((one) => one['x-confirmed']).map(({ operationId }) => operationId);
    expect(guarded).toEqual(
      expect.arrayContaining([
        'revealToken',
        'forceToken',
        'addOperator',
        'rotateAccountSecret',
        'setPush',
        'addCaller',
        'eraseUser',
        'beginTotp',
      ]),
    );
  });
});
