// Business backends that read the token: over kept connections, through a balancer that knows which instance is up.
// Each token they are given is shown to the upstream at once, which tells whether WeChat would take it.

/** A cause of our own is known to every instance within a poll of its memory copy, and some slack. */
const KNOWN_WITHIN_MS = 2_500;
/** WeChat counts a life from when it answers, in whole seconds; nobody else knows its end to the millisecond. */
export const SLACK_MS = 250;
const PATIENCE_MS = 10_000;

export class Readers {
  #next = 0;
  #stage;

  constructor(stage) {
    this.#stage = stage;
  }

  /** One request to one instance, as JSON. */
  async ask(instance, method, path, body) {
    const {
      statusCode,
      headers,
      body: answer,
    } = await instance.pool.request({
      method,
      path,
      headers: {
        authorization: `Bearer ${this.#stage.apiKey}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      body: body ? JSON.stringify(body) : null,
      headersTimeout: PATIENCE_MS,
      bodyTimeout: PATIENCE_MS,
    });
    const text = await answer.text();
    return {
      status: statusCode,
      headers,
      body: text === '' ? null : JSON.parse(text),
      instance: instance.index,
    };
  }

  /** Whether an instance has heard of an account: a visitor of an unknown one is told 404. */
  async knows(instance, { key }) {
    const path = `/auth/wechat?account=${key}`;
    const { statusCode, body } = await instance.pool.request({ method: 'GET', path });
    await body.dump();
    return statusCode !== 404;
  }

  /** Reads an account's token from `instance`, or from whichever's turn it is; another's when that one is gone. */
  async read(account, instance = null) {
    const sentAt = performance.now();
    const path = `/api/v1/accounts/${account.key}/token`;
    let retries = 0;
    for (;;) {
      const via = instance ?? this.#turn();
      if (!via) return { status: 0, error: 'no instance is up', ms: performance.now() - sentAt, retries };
      try {
        const answer = await this.ask(via, 'GET', path);
        const ms = performance.now() - sentAt;
        if (answer.status === 200) this.#judge(account, answer, ms);
        return { ...answer, ms, retries };
      } catch (error) {
        // A balancer tries the next when one has gone; it does not hide an instance that is up and fails.
        if (instance || (via.inRotation && via.alive) || ++retries > 3)
          return { status: 0, error: error.code ?? error.message, ms: performance.now() - sentAt, retries };
      }
    }
  }

  /** `count` reads at once, an equal share to each instance. */
  async burst(account, count) {
    const up = this.#stage.instances.filter(({ inRotation }) => inRotation);
    return summary(
      await Promise.all(Array.from({ length: count }, (_, i) => this.read(account, up[i % up.length]))),
    );
  }

  /** Reads all the time, `perSecond` in all; `stop()` resolves with what became of them once each is answered. */
  flow(account, { perSecond = 100, tickMs = 20 } = {}) {
    const accounts = [account].flat();
    const answers = [];
    const open = new Set();
    let owed = 0;
    let last = performance.now();
    const tick = () => {
      const now = performance.now();
      // A pause of our own is not made up for by a crowd.
      owed += (perSecond * Math.min(now - last, 100)) / 1000;
      last = now;
      for (; owed >= 1; owed -= 1) {
        const at = performance.now();
        const reading = this.read(accounts[answers.length % accounts.length]).then((answer) => {
          answers.push({ ...answer, at });
          open.delete(reading);
        });
        open.add(reading);
      }
    };
    const timer = setInterval(tick, tickMs);
    return {
      answers,
      stop: async () => {
        clearInterval(timer);
        await Promise.all(open);
        return summary(answers);
      },
    };
  }

  #turn() {
    const { instances } = this.#stage;
    for (let i = 0; i < instances.length; i++) {
      const candidate = instances[this.#next++ % instances.length];
      if (candidate.inRotation) return candidate;
    }
    return null;
  }

  /** A token that WeChat would refuse, for a reason that we could know, must not be handed out. */
  #judge(account, { body, instance }, ms) {
    const { upstream } = this.#stage;
    const judged = upstream.judge(body.access_token);
    const elapsed = ms + (judged.state === 'expired' ? SLACK_MS : KNOWN_WITHIN_MS);
    const isBlind = performance.now() - ms < this.#stage.instances[instance].blindUntil;
    if (judged.works || judged.state === 'rejected' || judged.by === upstream.strangersDoor) return;
    if (isBlind && (judged.state === 'superseded' || judged.state === 'voided')) return;
    if (judged.state !== 'unknown' && judged.sinceMs <= elapsed) return;
    this.#stage.violate(
      `${account.key}: instance ${instance} served version ${body.version}, which was ${judged.state}`,
      `for ${Math.round(judged.sinceMs)} ms`,
    );
  }
}

function summary(answers) {
  const times = answers.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  const failed = answers.filter(({ status }) => status !== 200);
  return {
    reads: answers.length,
    failed: failed.length,
    /** What went wrong, each kind once. */
    failures: [
      ...new Set(failed.map(({ status, error, body }) => `${status} ${error ?? body?.code ?? ''}`.trim())),
    ],
    retries: answers.reduce((sum, { retries }) => sum + retries, 0),
    versions: new Set(answers.flatMap(({ body }) => body?.version ?? [])),
    p50: at(0.5),
    p99: at(0.99),
    max: at(1),
    answers,
  };
}
