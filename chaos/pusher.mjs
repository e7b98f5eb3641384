// WeChat's side of pushes: encrypts and signs them as the platform does, and delivers them to instances.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Agent, request } from 'undici';

/** How often the platform delivers a push that was not acknowledged. */
const DELIVERIES = 3;
const HANGS_UP_AFTER_MS = 5_000;

/** Sets the push secrets of an account, in safe mode, and answers who pushes to it. */
export async function startPusher(stage, account) {
  const load = (file) => import(pathToFileURL(path.join(stage.program, 'dist/src', file)).href);
  const [
    { PushCipher },
    { plainPush, safePush },
    { signCipher, signPush },
    { Sealer },
    { KeyRing },
    { SystemRandom },
  ] = await Promise.all([
    load('wechat/push/push-cipher.js'),
    load('wechat/push/push-envelope.js'),
    load('wechat/push/push-signature.js'),
    load('kernel/crypto/sealer.js'),
    load('kernel/crypto/key-ring.js'),
    load('kernel/random/system-random.js'),
  ]);
  const token = randomBytes(12).toString('hex');
  const aesKey = randomBytes(32).toString('hex').slice(0, 43);
  const sealer = new Sealer(new KeyRing([Buffer.from(stage.secretKey, 'base64')]), new SystemRandom());
  const seal = (text, column) => sealer.seal(text, { table: 'account', column, row: account.id });
  await stage.pool.query(
    `UPDATE account SET push_mode = 'safe', original_id = 'gh_chaos', push_token_sealed = $2, push_aes_key_sealed = $3 WHERE id = $1`,
    [account.id, seal(token, 'push_token_sealed'), seal(aesKey, 'push_aes_key_sealed')],
  );
  const cipher = new PushCipher(aesKey, account.appId);

  /** A push, ready to be sent; its bytes are the same at each delivery. */
  const make = (fields) => {
    const signed = {
      timestamp: String(Math.floor(Date.now() / 1000)),
      nonce: String(randomBytes(4).readUInt32BE()),
    };
    const head = [
      ['ToUserName', 'gh_chaos'],
      ['FromUserName', fields.openid],
      ['CreateTime', Number(signed.timestamp)],
    ];
    const encrypt = cipher.encrypt(plainPush([...head, ...fields.rest]), randomBytes(16));
    const query = new URLSearchParams({
      signature: signPush(token, signed),
      ...signed,
      openid: fields.openid,
      encrypt_type: 'aes',
      msg_signature: signCipher(token, signed, encrypt),
    });
    return { query: query.toString(), body: safePush('gh_chaos', encrypt) };
  };
  return new Pusher(account, make);
}

class Pusher {
  /** How long acknowledged deliveries took, in milliseconds. */
  took = [];
  acknowledged = 0;
  /** Pushes of which no delivery was acknowledged. */
  lost = 0;
  /** Answers that were neither `success` nor a failure of the server to keep it. */
  odd = new Map();
  #agent = new Agent({ connections: 128, pipelining: 1 });

  constructor(account, make) {
    Object.assign(this, { account, make });
  }

  text(openid) {
    const id = BigInt(`0x${randomBytes(7).toString('hex')}`)
      .toString()
      .padStart(17, '1');
    return this.make({
      openid,
      rest: [
        ['MsgType', 'text'],
        ['Content', '你好'],
        ['MsgId', { bare: id }],
      ],
    });
  }

  event(openid, name) {
    return this.make({
      openid,
      rest: [
        ['MsgType', 'event'],
        ['Event', name],
        ['EventKey', ''],
      ],
    });
  }

  /** The same bytes to several instances at once; again where none of them acknowledged it, as the platform does. Whether any did. */
  async deliver(push, instances) {
    for (let delivery = 1; delivery <= DELIVERIES; delivery += 1) {
      const answers = await Promise.all(instances().map((instance) => this.#send(push, instance)));
      if (answers.some(Boolean)) return Boolean(++this.acknowledged);
    }
    this.lost++;
    return false;
  }

  async #send({ query, body }, { port }) {
    const since = performance.now();
    try {
      const answer = await request(`http://127.0.0.1:${port}/wechat/${this.account.key}/push?${query}`, {
        method: 'POST',
        headers: { 'content-type': 'text/xml', 'user-agent': 'Mozilla/4.0', accept: '*/*' },
        body,
        dispatcher: this.#agent,
        headersTimeout: HANGS_UP_AFTER_MS,
        bodyTimeout: HANGS_UP_AFTER_MS,
      });
      const text = await answer.body.text();
      if (answer.statusCode === 200 && text === 'success') {
        this.took.push(performance.now() - since);
        return true;
      }
      if (answer.statusCode !== 503) {
        const what = `${answer.statusCode} ${text.slice(0, 40)}`;
        this.odd.set(what, (this.odd.get(what) ?? 0) + 1);
      }
    } catch {
      // Killed, or too slow: the platform sends it again.
    }
    return false;
  }

  /** In milliseconds; `share` such as 0.99. */
  quantile(share) {
    const sorted = this.took.toSorted((one, other) => one - other);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Infinity;
  }

  async close() {
    await this.#agent.close();
  }
}
