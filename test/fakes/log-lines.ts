import { PinoLog } from '../../src/kernel/logging/pino-log.js';

// A program of its own, because the log writes to the process's standard output: `json|readable level`.
const [format, level] = process.argv.slice(2) as ['json' | 'readable', 'debug' | 'info' | 'warn' | 'silent'];
const log = new PinoLog({ format, level });
log.debug('test.debug', { at: 0 });
log.info('test.plain', { at: 1 });
log.warn('test.controls', {
  text: 'a\r\n{"level":60}\u0000\u001b[31m\u0085\u2028\u2029\u009bb',
  'key\nname': 1,
});
log.error('test.error', {
  error: new Error('line one\nline two secret=cAnArY', { cause: new Error('cAnArY'.replace('c', 'x')) }),
  appSecret: 'cAnArY',
});
log.info('test.empty');
