import type { Dispatcher } from 'undici';

/** An answer as it came. */
export interface RawAnswer {
  readonly status: number;
  readonly text: string;
}

/** The answer did not come in time, or would not end. */
export class AnswerLimit extends Error {
  constructor(readonly code: 'LATE' | 'TOO_LARGE') {
    super(code);
  }
}

/**
 * Gathers one answer from undici, within a time that covers everything from the wish for a connection to the
 * last byte, and within a size. It is told of the parts directly: a stream for every small answer, and a signal to
 * end it, would cost more than the answer.
 */
export class AnswerCollector implements Dispatcher.DispatchHandler {
  readonly answer: Promise<RawAnswer>;
  /** Whether anything may have left for WeChat. */
  sent = false;

  private readonly timer: NodeJS.Timeout;
  private readonly parts: Buffer[] = [];
  private size = 0;
  private status = 0;
  private over: AnswerLimit | null = null;
  private controller: Dispatcher.DispatchController | null = null;
  private resolve: (answer: RawAnswer) => void;
  private reject: (error: Error) => void;

  constructor(
    timeoutMs: number,
    private readonly maxBytes: number,
  ) {
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // Whoever stops waiting must not make a late failure nobody's.
    this.answer.catch(() => undefined);
    this.timer = setTimeout(() => this.end(new AnswerLimit('LATE')), timeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.over) controller.abort(this.over);
    else this.sent = true;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.status = status;
  }

  onResponseData(_controller: Dispatcher.DispatchController, part: Buffer): void {
    this.size += part.length;
    if (this.size > this.maxBytes) this.end(new AnswerLimit('TOO_LARGE'));
    else this.parts.push(part);
  }

  onResponseEnd(): void {
    clearTimeout(this.timer);
    const [first] = this.parts;
    const bytes = this.parts.length === 1 ? first! : Buffer.concat(this.parts);
    this.resolve({ status: this.status, text: bytes.toString('utf8') });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    clearTimeout(this.timer);
    this.reject(error);
  }

  private end(limit: AnswerLimit): void {
    clearTimeout(this.timer);
    this.over = limit;
    this.reject(limit);
    this.controller?.abort(limit);
  }
}
