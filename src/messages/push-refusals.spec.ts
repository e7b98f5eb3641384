import { FixedClock } from '../../test/fakes/fixed-clock.js';
import { RecordingLog } from '../../test/fakes/recording-log.js';
import { Meter } from '../kernel/metering/meter.js';
import { PushRefused } from '../wechat/push/push.errors.js';
import { PushInJson } from './push-in-json.js';
import { PushRefusals } from './push-refusals.js';

class Counting extends Meter {
  readonly counted: string[] = [];
  override count(name: string, labels: Record<string, string>): void {
    this.counted.push(`${name} ${labels['account']} ${labels['fault']}`);
  }
  override observe(): void {}
  override set(): void {}
}

const clock = new FixedClock();
const log = new RecordingLog();
const meter = new Counting();
const refusals = new PushRefusals(clock, meter, log);

it('counts every refusal, and tells of each sort once a minute', () => {
  for (let at = 0; at < 5; at += 1) refusals.note('main', new PushRefused('signature'));
  refusals.note('main', new PushRefused('stale'));
  expect(meter.counted).toHaveLength(6);
  expect(log.lines.map(({ fields }) => fields['fault'])).toEqual(['signature', 'stale']);
  clock.advance(61);
  refusals.note('main', new PushRefused('signature'));
  expect(log.lines.at(-1)!.fields).toMatchObject({ account: 'main', fault: 'signature', notTold: 4 });
});

it('tells of JSON which setting to change, beside what else cannot be read', () => {
  const before = log.lines.length;
  refusals.note('main', new PushRefused('unreadable'));
  for (let at = 0; at < 2; at += 1) refusals.note('main', new PushInJson());
  expect(log.lines.slice(before).map(({ fields }) => [fields['fault'], fields['remedy']])).toEqual([
    ['unreadable', undefined],
    ['unreadable', expect.stringContaining('数据格式')],
  ]);
});

it('does not repeat names of accounts that are none: anybody may make them up', () => {
  for (const name of ['a', 'b', 'c']) refusals.note(name, new PushRefused('no_such_account'));
  expect(meter.counted.slice(-3)).toEqual(Array(3).fill('pushes_refused ? no_such_account'));
  expect(log.lines.filter(({ fields }) => fields['fault'] === 'no_such_account')).toHaveLength(1);
});
