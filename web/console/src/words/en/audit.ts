import type { Words } from '../words';

export const audit: Words['audit'] = {
  empty: 'Nothing is recorded yet',
  at: 'When',
  actor: 'Who',
  action: 'What',
  target: 'To what',
  account: 'Account',
  address: 'Address',
  detail: 'Detail',
  range: 'Period',
  since: 'From',
  until: 'To',
  actorName: 'Name',
  actorHint: 'such as alice',
  older: 'Older',
  newest: 'Back to the newest',
  line: (id) => `Line ${id}`,
  verify: 'Check that the record is whole',
  whole: (lines) => `${lines} lines are whole: none altered, none missing in between.`,
  broken: (id, why) => `The record is not whole: line ${id} ${why}.`,
  why: {
    missing_before: 'has something missing before it',
    altered: 'was altered',
    key_unknown: 'is sealed with an unknown key',
  },
  head: 'Proof of the last line. Kept elsewhere, it shows later whether the end was cut off.',
};
