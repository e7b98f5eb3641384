import { AppError } from '../kernel/errors/app-error.js';
import type { Refusal } from './rules.js';

/** The port is taken, or may not be listened on. */
export class SandboxCannotListen extends AppError {
  override readonly code = 'sandbox.cannot_listen';
  override readonly kind = 'unavailable';

  constructor(host: string, port: number, options: { cause: unknown }) {
    super(`The sandbox cannot listen on ${host}:${port}; choose another SANDBOX_PORT`, options);
  }
}

/** A page of another origin asked for the control plane, which obeys programs and its own phone only. */
export class CrossSiteRefused extends AppError {
  override readonly code = 'sandbox.cross_site';
  override readonly kind = 'forbidden';

  constructor() {
    super('The control plane answers programs and the phone of this sandbox, not pages of other origins.');
  }
}

/** The Host header is no loopback name: somebody pointed a foreign name at this machine. */
export class ForeignHost extends AppError {
  override readonly code = 'sandbox.foreign_host';
  override readonly kind = 'misdirected';

  constructor() {
    super('The sandbox is addressed as localhost, 127.0.0.1 or [::1].');
  }
}

/** A request body beyond the limit. */
export class BodyTooLarge extends AppError {
  override readonly code = 'sandbox.body_too_large';
  override readonly kind = 'too-large';

  constructor(readonly limitBytes: number) {
    super(`A request body here holds at most ${limitBytes} bytes.`);
  }
}

/** A picture, sound or film beyond the limit. */
export class MediaTooLarge extends AppError {
  override readonly code = 'sandbox.media_too_large';
  override readonly kind = 'too-large';

  constructor(readonly limitBytes: number) {
    super(`A picture, sound or film here has at most ${limitBytes} bytes.`);
  }
}

/** The control plane has no such address. */
export class NoSuchControlRoute extends AppError {
  override readonly code = 'sandbox.no_such_route';
  override readonly kind = 'missing';

  constructor(method: string, path: string) {
    super(`There is no ${method} ${path.slice(0, 100)} here; GET /_sandbox lists what there is.`);
  }
}

/** No persona has this id. */
export class NoSuchPersona extends AppError {
  override readonly code = 'sandbox.no_such_persona';
  override readonly kind = 'missing';

  constructor(id: string) {
    super(`There is no persona "${id.slice(0, 64)}"; GET /_sandbox/personas lists them.`);
  }
}

/** No account has this key. */
export class NoSuchAccount extends AppError {
  override readonly code = 'sandbox.no_such_account';
  override readonly kind = 'missing';

  constructor(key: string) {
    super(`There is no account "${key.slice(0, 64)}"; GET /_sandbox/accounts lists them.`);
  }
}

/** Followers cannot move to an account that has a crowd of another seed. */
export class TwoCrowds extends AppError {
  override readonly code = 'sandbox.two_crowds';
  override readonly kind = 'conflict';

  constructor(from: string, to: string) {
    super(`The crowds of "${from}" and "${to}" have different seeds; one account holds one crowd.`);
  }
}

/** An account's followers cannot move to itself. */
export class MoveToItself extends AppError {
  override readonly code = 'sandbox.move_to_itself';
  override readonly kind = 'conflict';

  constructor(key: string) {
    super(`The account "${key}" cannot move to itself.`);
  }
}

/** No push has this id, or it is forgotten. */
export class NoSuchPush extends AppError {
  override readonly code = 'sandbox.no_such_push';
  override readonly kind = 'missing';

  constructor(id: string) {
    super(`There is no push "${id.slice(0, 64)}"; GET /_sandbox/pushes lists them.`);
  }
}

/** The id, key or appid is taken. */
export class AlreadyThere extends AppError {
  override readonly code = 'sandbox.already_there';
  override readonly kind = 'conflict';

  constructor(what: string) {
    super(`${what} is already there.`);
  }
}

/** WeChat would refuse what the control plane was told to do in somebody's name. */
export class RefusedByRule extends AppError {
  override readonly code = 'sandbox.refused_by_rule';
  override readonly kind = 'conflict';

  constructor({ ruleId, message, details }: Refusal) {
    const why = details['why'] === undefined ? '' : ` (${details['why']})`;
    super(`WeChat refuses this by the rule ${ruleId}: ${message}${why}`);
  }
}

/** No fault preset has this id. */
export class NoSuchPreset extends AppError {
  override readonly code = 'sandbox.no_such_preset';
  override readonly kind = 'missing';

  constructor(id: string) {
    super(`There is no preset "${id.slice(0, 64)}"; GET /_sandbox/presets lists them.`);
  }
}

/** Somebody took the sandbox for a proxy to elsewhere. */
export class ForeignProxyTarget extends AppError {
  override readonly code = 'sandbox.foreign_proxy_target';
  override readonly kind = 'forbidden';

  constructor() {
    super("The sandbox's proxy leads to WeChat's hosts only; name others, and localhost, in NO_PROXY.");
  }
}

/** No world beside this one has this id. */
export class NoSuchWorld extends AppError {
  override readonly code = 'sandbox.no_such_world';
  override readonly kind = 'missing';

  constructor(id: string) {
    super(`There is no world "${id.slice(0, 64)}"; GET /_sandbox/worlds lists them.`);
  }
}

/** More worlds than one process should hold. */
export class TooManyWorlds extends AppError {
  override readonly code = 'sandbox.too_many_worlds';
  override readonly kind = 'conflict';

  constructor(limit: number) {
    super(`At most ${limit} worlds stand side by side; delete those that are done with.`);
  }
}
