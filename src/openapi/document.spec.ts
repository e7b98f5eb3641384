import 'reflect-metadata';
import { Controller, Get, HttpCode, Module, Post, SetMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import * as swagger from '@nestjs/swagger';
import { z } from 'zod';
import { ACCESS, Public } from '../kernel/http/access.decorators.js';
import { ApiAnswer, ApiProblem, ApiRoute } from '../kernel/http/api-docs.js';
import { FastExpressAdapter } from '../kernel/http/fast-express.adapter.js';
import { describeApi } from './document.js';

const ticket = z
  .object({
    value: z.string().meta({ description: 'The value.' }),
    left: z.int().nullable().meta({ description: 'Seconds left.' }),
    until: z.iso.datetime().meta({ description: 'Its end.' }),
  })
  .meta({ id: 'Ticket', description: 'A ticket.', examples: [] });
const renewed = ticket
  .extend({ renewed: z.boolean().meta({ description: 'Whether it is new.' }) })
  .meta({ id: 'RenewedTicket' });
const report = z
  .strictObject({ version: z.int().min(1) })
  .meta({ id: 'Report', description: 'What failed.' });
const account = z.string().meta({ description: 'The account’s key.', examples: ['main'] });

@Controller('api/v1/accounts')
@SetMetadata(ACCESS, { who: 'caller', scope: 'ticket:read' })
class SampleController {
  @Get(':account/ticket')
  @ApiRoute({
    operationId: 'getTicket',
    tag: 'JS-SDK',
    summary: 'Read it',
    description: 'From memory.',
    params: { account },
    headers: { 'If-None-Match': z.string().meta({ description: 'An ETag.' }) },
    query: z.strictObject({ limit: z.int().max(100).default(20).meta({ description: 'How many.' }) }),
  })
  @ApiAnswer(200, 'It.', { schema: ticket, headers: { ETag: 'Its version.' } })
  @ApiAnswer(304, 'You have it.')
  @ApiProblem(404, 'account.not_found', 'There is no such account.')
  @ApiProblem(503, 'sample.unavailable', 'Later.')
  @ApiProblem(503, 'sample.away', 'Much later.')
  read(): void {}

  @Post(':account/ticket')
  @HttpCode(200)
  @SetMetadata(ACCESS, { who: 'caller', scope: 'ticket:write' })
  @ApiRoute({
    operationId: 'renewTicket',
    tag: 'JS-SDK',
    summary: 'Renew it',
    params: { account },
    body: report,
  })
  @ApiAnswer(200, 'It.', { schema: renewed })
  renew(): void {}

  @Get('undocumented')
  undocumented(): void {}
}

@Controller('me')
class PageController {
  @Get()
  @Public()
  page(): void {}
}

@Module({ controllers: [SampleController, PageController] })
class SampleModule {}

async function describeSample(): Promise<OpenAPIObject> {
  const app = await NestFactory.create(SampleModule, new FastExpressAdapter(), { logger: false });
  return describeApi(app, swagger, '1.2.3');
}

interface Operation {
  readonly description: string;
  readonly parameters: { name: string; in: string }[];
  readonly requestBody: unknown;
  readonly responses: Record<string, { description: string; content: object; headers: object }>;
  readonly security: unknown;
}

let document: OpenAPIObject;
let read: Operation;
let renew: Operation;

beforeAll(async () => {
  document = await describeSample();
  const path = document.paths['/api/v1/accounts/{account}/ticket']!;
  [read, renew] = [path.get, path.post] as unknown as [Operation, Operation];
});

it('holds the routes that noted something, and no other', () => {
  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.paths)).toEqual(['/api/v1/accounts/{account}/ticket']);
  expect(document.tags!.map(({ name }) => name)).toEqual(['JS-SDK']);
});

it('names each schema once, and speaks the JSON Schema of 2020', () => {
  const { Ticket, Report, RenewedTicket, Problem } = document.components!.schemas as Record<
    string,
    { properties: object; additionalProperties?: boolean }
  >;
  expect(Ticket!.properties).toEqual({
    value: { type: 'string', description: 'The value.' },
    left: { type: ['integer', 'null'], description: 'Seconds left.' },
    until: { type: 'string', format: 'date-time', description: 'Its end.' },
  });
  expect(RenewedTicket!.properties).toHaveProperty('renewed');
  expect(Problem!.properties).toHaveProperty('code');
  expect(Report!.additionalProperties).toBe(false);
  expect(Ticket!.additionalProperties).toBeUndefined();
  expect(read.responses['200']!.content).toEqual({
    'application/json': { schema: { $ref: '#/components/schemas/Ticket' } },
  });
  expect(renew.requestBody).toEqual({
    required: true,
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Report' } } },
  });
});

it('says which key and scope a route needs', () => {
  expect(read.security).toEqual([{ apiKey: ['ticket:read'] }]);
  expect(renew.security).toEqual([{ apiKey: ['ticket:write'] }]);
  expect(read.description).toBe('From memory.\n\nNeeds the scope `ticket:read`.');
});

it('has every parameter with its description', () => {
  expect(read.parameters).toEqual([
    {
      name: 'account',
      in: 'path',
      required: true,
      description: 'The account’s key.',
      schema: { type: 'string', examples: ['main'] },
    },
    {
      name: 'limit',
      in: 'query',
      required: false,
      description: 'How many.',
      schema: { type: 'integer', maximum: 100, default: 20 },
    },
    {
      name: 'If-None-Match',
      in: 'header',
      required: false,
      description: 'An ETag.',
      schema: { type: 'string' },
    },
  ]);
});

it('shows every failure as problem+json, one example a code, with what any caller may meet', () => {
  expect(Object.keys(read.responses)).toEqual([
    '200',
    '304',
    '400',
    '401',
    '403',
    '404',
    '429',
    '500',
    '503',
  ]);
  const { content, headers } = read.responses['503']!;
  expect(content).toMatchObject({
    'application/problem+json': {
      schema: { $ref: '#/components/schemas/Problem' },
      examples: {
        'sample.unavailable': {
          value: {
            type: '/errors/sample.unavailable',
            status: 503,
            detail: 'Later.',
            code: 'sample.unavailable',
          },
        },
        'sample.away': { value: { detail: 'Much later.' } },
      },
    },
  });
  expect(headers).toHaveProperty('Retry-After');
  expect(read.responses['401']).toEqual({ $ref: '#/components/responses/Unauthorized' });
  expect(read.responses['404']!.description).toBe('Not found: `account.not_found`.');
});

it('is the same for a second app in one process', async () => {
  expect(await describeSample()).toEqual(document);
});
