import type { AppCredentials } from '../../src/wechat/oauth/oauth-api.js';
import { TokenApi, type Verdict } from '../../src/wechat/token/token-api.js';
import type { Issued } from '../../src/wechat/token/token.wire.js';

/** A value as WeChat issues it, for two hours unless told. */
export function issued(value: string, expiresInSeconds = 7_200): Issued {
  return { value, expiresInSeconds };
}

type Answer<T> = T | Promise<T>;

/**
 * WeChat's `/cgi-bin/*`: answers what it is told to, and keeps what it was asked, as `stable`, `stable, forced`,
 * `classic`, `verdict on T1`, `ticket with T1`. Unless told otherwise it issues T1, T2 … and J1, J2 …
 */
export class FakeTokenApi extends TokenApi {
  readonly asked: string[] = [];
  readonly apps: AppCredentials[] = [];
  onStable: (force: boolean) => Answer<Issued> = () => this.next();
  onClassic: () => Answer<Issued> = () => this.next();
  onTicket: (globalToken: string) => Answer<Issued> = () => issued(`J${++this.tickets}`);
  onVerdict: (globalToken: string) => Answer<Verdict> = () => 'dead';
  private tokens = 0;
  private tickets = 0;

  constructor() {
    super(undefined as never);
  }

  override async stable(app: AppCredentials, { force = false } = {}): Promise<Issued> {
    this.apps.push(app);
    this.asked.push(force ? 'stable, forced' : 'stable');
    return this.onStable(force);
  }

  override async classic(app: AppCredentials): Promise<Issued> {
    this.apps.push(app);
    this.asked.push('classic');
    return this.onClassic();
  }

  override async jsapiTicket(globalToken: string): Promise<Issued> {
    this.asked.push(`ticket with ${globalToken}`);
    return this.onTicket(globalToken);
  }

  override async verdictOn(globalToken: string): Promise<Verdict> {
    this.asked.push(`verdict on ${globalToken}`);
    return this.onVerdict(globalToken);
  }

  /** The next token that nobody has had yet. */
  next(): Issued {
    return issued(`T${++this.tokens}`);
  }
}
