import type { INestApplication, Type } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { ACCESS } from '../kernel/http/access.decorators.js';
import {
  API_ANSWERS,
  API_HEADERS,
  API_PROBLEMS,
  API_ROUTE,
  type AnswerDocs,
  type ProblemDocs,
  type RouteDocs,
} from '../kernel/http/api-docs.js';

/** A route, and what its decorators noted. */
export interface NotedRoute {
  readonly prototype: Record<string, object>;
  readonly name: string;
  readonly handler: object;
  readonly docs: RouteDocs;
  readonly answers: readonly AnswerDocs[];
  readonly problems: readonly ProblemDocs[];
  /** The scope that a caller's key needs; null where no key is needed. */
  readonly scope: string | null;
  /** What an operator needs, on a route of the console; null on others and where nobody need be signed in. */
  readonly operator: OperatorNeeds | null;
}

/** What a route of the console asks of an operator. */
export interface OperatorNeeds {
  readonly operation: string;
  readonly roles: readonly string[];
  readonly confirmed: boolean;
  /** Under which name the record keeps it; null for what changes nothing. */
  readonly audit: string | null;
}

/** Whom a route is for: programs with a key, or the console of operators. */
export type RouteUsers = 'callers' | 'operators';

/** Where the console asks. */
const CONSOLE = /^\/?admin\/api(?:\/|$)/;

/** Whom a path is for. */
export function usersOf(path: string): RouteUsers {
  return CONSOLE.test(path) ? 'operators' : 'callers';
}

/** Every route of the app that is for them and carries `@ApiRoute`. */
export function notedRoutes(app: INestApplication, users: RouteUsers = 'callers'): NotedRoute[] {
  const scanner = new MetadataScanner();
  const modules = [...app.get(ModulesContainer, { strict: false }).values()];
  return modules
    .flatMap((module) => [...module.controllers.values()].map(({ metatype }) => metatype as Type))
    .filter((type) => usersOf(String(Reflect.getMetadata('path', type))) === users)
    .flatMap((type) => {
      const prototype = type.prototype as Record<string, object>;
      return scanner.getAllMethodNames(prototype).flatMap((name) => routeAt(type, prototype, name) ?? []);
    });
}

function routeAt(type: Type, prototype: Record<string, object>, name: string): NotedRoute | null {
  const handler = prototype[name]!;
  const noted = (key: string): unknown => Reflect.getMetadata(key, handler);
  const docs = noted(API_ROUTE) as RouteDocs | undefined;
  if (!docs) return null;
  const access = (noted(ACCESS) ?? Reflect.getMetadata(ACCESS, type)) as Access | undefined;
  return {
    prototype,
    name,
    handler,
    docs: { ...docs, headers: { ...docs.headers, ...(noted(API_HEADERS) as RouteDocs['headers']) } },
    answers: (noted(API_ANSWERS) ?? []) as AnswerDocs[],
    problems: (noted(API_PROBLEMS) ?? []) as ProblemDocs[],
    scope: access?.who === 'caller' ? (access.scope ?? null) : null,
    operator: access?.who === 'operator' ? needsOf(access) : null,
  };
}

function needsOf({ operation = '', roles = [], confirmed = false, audit }: Access): OperatorNeeds {
  return { operation, roles, confirmed, audit: audit ?? null };
}

interface Access {
  readonly who: string;
  readonly scope?: string;
  readonly operation?: string;
  readonly roles?: readonly string[];
  readonly confirmed?: boolean;
  readonly audit?: string;
}
