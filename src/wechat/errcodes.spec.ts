import { type ErrcodeClass, errcodes, meaningOf } from './errcodes.js';

const expected: Record<ErrcodeClass, number[]> = {
  renew: [40001, 40014, 42001],
  reauthorize: [40029, 40030, 40163, 42002, 42003, 42007],
  later: [-1, 45047, 45009, 45011, 48006],
  operator: [
    43004, 43019, 45015, 48002, 40013, 40125, 40164, 40201, 40243, 48001, 48004, 50001, 50002, 50004, 50007,
    61004, 61007, 61024, 76022, 89501, 89503, 89506, 89507,
  ],
  bug: [
    45002, 45008, 40002, 40003, 40035, 40202, 40203, 41001, 41002, 41003, 41004, 41008, 41009, 43001, 43002,
    43003, 44002, 47001, 76001, 76002, 76003, 76004, 76021,
  ],
};

const rows = Object.entries(expected).flatMap(([name, codes]) => codes.map((code) => [code, name] as const));

it.each(rows)('errcode %i means %s', (errcode, name) => {
  expect(errcodes.has(errcode)).toBe(true);
  expect(meaningOf(errcode).class).toBe(name);
});

it('has no errcode that this table does not judge', () => {
  expect(new Set(errcodes.keys())).toEqual(new Set(rows.map(([code]) => code)));
});

it('takes an errcode it does not know for ours to look into', () => {
  for (const unknown of [1, 99999, -2, 40001.5]) expect(meaningOf(unknown).class).toBe('bug');
});
