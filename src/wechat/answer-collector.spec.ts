import type { Dispatcher } from 'undici';
import { AnswerCollector, type AnswerLimit } from './answer-collector.js';

const aController = () => {
  const aborted: Error[] = [];
  const controller = {
    abort: (reason: Error) => void aborted.push(reason),
  } as unknown as Dispatcher.DispatchController;
  return { controller, aborted };
};

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe('AnswerCollector', () => {
  it('puts an answer together from its parts, a character cut in two included', async () => {
    const collector = new AnswerCollector(1_000, 100);
    const { controller } = aController();
    const bytes = Buffer.from('{"nickname":"令牌"}');
    collector.onRequestStart(controller);
    collector.onResponseStart(controller, 200);
    collector.onResponseData(controller, bytes.subarray(0, 14));
    collector.onResponseData(controller, bytes.subarray(14));
    collector.onResponseEnd();
    expect(await collector.answer).toEqual({ status: 200, text: '{"nickname":"令牌"}' });
  });

  it('ends the call when the time is over, wherever it is', async () => {
    const { controller, aborted } = aController();
    const collector = new AnswerCollector(1_000, 100);
    collector.onRequestStart(controller);
    jest.advanceTimersByTime(1_001);
    await expect(collector.answer).rejects.toMatchObject({ code: 'LATE' } satisfies Partial<AnswerLimit>);
    expect(aborted).toHaveLength(1);
    expect(collector.sent).toBe(true);
  });

  it('a call that found no connection in time is not sent later', async () => {
    const { controller, aborted } = aController();
    const collector = new AnswerCollector(1_000, 100);
    jest.advanceTimersByTime(1_001);
    collector.onRequestStart(controller);
    await expect(collector.answer).rejects.toMatchObject({ code: 'LATE' });
    expect(aborted).toHaveLength(1);
    expect(collector.sent).toBe(false);
  });

  it('ends an answer that grows too large', async () => {
    const { controller, aborted } = aController();
    const collector = new AnswerCollector(1_000, 100);
    collector.onRequestStart(controller);
    collector.onResponseData(controller, Buffer.alloc(60));
    collector.onResponseData(controller, Buffer.alloc(60));
    await expect(collector.answer).rejects.toMatchObject({ code: 'TOO_LARGE' });
    expect(aborted).toHaveLength(1);
  });
});
