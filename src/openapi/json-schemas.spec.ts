import { z } from 'zod';
import { JsonSchemas } from './json-schemas.js';

it('refers to what has an id, within other schemas too', () => {
  const schemas = new JsonSchemas();
  const inner = z.object({ a: z.string() }).meta({ id: 'Inner' });
  expect(schemas.of(z.array(inner), 'output')).toEqual({
    type: 'array',
    items: { $ref: '#/components/schemas/Inner' },
  });
  schemas.of(z.object({ list: z.array(inner) }).meta({ id: 'Also' }), 'output');
  expect(Object.keys(schemas.components())).toEqual(['Also', 'Inner']);
  expect(schemas.components()['Also']).toMatchObject({
    properties: { list: { items: { $ref: '#/components/schemas/Inner' } } },
  });
});

it('refuses two schemas under one id, and one that means two things when it comes in and goes out', () => {
  const schemas = new JsonSchemas();
  schemas.of(z.string().meta({ id: 'SameId' }), 'input');
  expect(() => schemas.of(z.number().meta({ id: 'SameId' }), 'input')).toThrow('called SameId');

  const defaulted = z.object({ limit: z.int().default(20) }).meta({ id: 'Both' });
  schemas.of(defaulted, 'input');
  expect(() => schemas.of(defaulted, 'output')).toThrow('called Both');
});

it('forbids unknown fields in what comes in; answers may gain some', () => {
  const schemas = new JsonSchemas();
  expect(schemas.of(z.strictObject({}), 'input')).toHaveProperty('additionalProperties', false);
  expect(schemas.of(z.strictObject({}), 'output')).not.toHaveProperty('additionalProperties');
});
