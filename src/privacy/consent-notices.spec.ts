import { RecordingLog } from '../../test/fakes/recording-log.js';
import type { Sql } from '../database/sql.js';
import { ConsentNotices } from './consent-notices.js';

const NOTICE = { purpose: 'profile', language: 'en', body: 'To greet you by name.' };
let written: string[];
let write: () => Promise<void>;
let log: RecordingLog;
let notices: ConsentNotices;
beforeEach(() => {
  written = [];
  write = async () => undefined;
  log = new RecordingLog();
  const change = async (text: string) => {
    const [verb] = text.trim().split(' ');
    if (verb === 'INSERT') await write();
    written.push(verb!);
  };
  notices = new ConsentNotices({ change } as unknown as Sql, log);
});

it('has a text in the database before a login says that it was read, however quick the tap', async () => {
  let go!: () => void;
  write = () => new Promise((resolve) => (go = resolve));
  const read = notices.read('state', notices.shown(NOTICE));
  go();
  await read;
  expect(written).toEqual(['INSERT', 'UPDATE']);
});

it('writes a text once, also when many are shown it at once', async () => {
  const versions = [1, 2, 3].map(() => notices.shown(NOTICE));
  await notices.read('state', versions[0]!);
  versions.push(notices.shown(NOTICE));
  expect(new Set(versions).size).toBe(1);
  expect(written).toEqual(['INSERT', 'UPDATE']);
});

it('turns nobody away because a text could not be written, and tries again', async () => {
  write = () => Promise.reject(new Error('away'));
  await notices.read('state', notices.shown(NOTICE));
  expect([written, log.events]).toEqual([['UPDATE'], ['privacy.notice_not_kept']]);
  write = async () => undefined;
  await notices.read('state', notices.shown(NOTICE));
  expect(written).toEqual(['UPDATE', 'INSERT', 'UPDATE']);
});
