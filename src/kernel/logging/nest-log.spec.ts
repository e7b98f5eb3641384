import { RecordingLog } from '../../../test/fakes/recording-log.js';
import { NestLog } from './nest-log.js';

it('keeps what Nest tells of every start at debug, and its worries as loud as they are', () => {
  const to = new RecordingLog();
  const log = new NestLog(to);
  log.log('a', 'Context');
  log.debug('b');
  log.verbose('c');
  log.warn('d');
  log.error('e', 'stack');
  log.fatal('f');
  expect(to.lines.map(({ level }) => level)).toEqual(['debug', 'debug', 'debug', 'warn', 'error', 'error']);
  expect(to.lines[0]!.fields).toEqual({ message: 'a', rest: ['Context'] });
});
