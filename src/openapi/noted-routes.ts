import type { INestApplication, Type } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { ACCESS } from '../kernel/http/access.decorators.js';
import {
  API_ANSWERS,
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
}

/** Every route of the app that carries `@ApiRoute`. */
export function notedRoutes(app: INestApplication): NotedRoute[] {
  const scanner = new MetadataScanner();
  const modules = [...app.get(ModulesContainer, { strict: false }).values()];
  return modules
    .flatMap((module) => [...module.controllers.values()].map(({ metatype }) => metatype as Type))
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
    docs,
    answers: (noted(API_ANSWERS) ?? []) as AnswerDocs[],
    problems: (noted(API_PROBLEMS) ?? []) as ProblemDocs[],
    scope: access?.who === 'caller' ? (access.scope ?? null) : null,
  };
}

interface Access {
  readonly who: string;
  readonly scope?: string;
}
