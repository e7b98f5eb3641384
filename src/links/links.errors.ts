import { AppError } from '../kernel/errors/app-error.js';

/** No link of ours: it was cut off or mistyped, or it is long gone. */
export class LinkUnknown extends AppError {
  override readonly code = 'link.unknown';
  override readonly kind = 'missing';

  constructor() {
    super('There is no such link, or it is long gone.');
  }
}

/** The link has done what it was for; each is good once. */
export class LinkUsed extends AppError {
  override readonly code = 'link.used';
  override readonly kind = 'gone';

  constructor() {
    super('This link has been used. Each is good once: ask the account for a new one.');
  }
}

/** The link's ten minutes are over. */
export class LinkExpired extends AppError {
  override readonly code = 'link.expired';
  override readonly kind = 'gone';

  constructor() {
    super('This link has lapsed: it is good for ten minutes. Ask the account for a new one.');
  }
}

/** One of the two openids is joined to somebody else's already, or unionids say that they are two people. */
export class LinkConflict extends AppError {
  override readonly code = 'link.conflict';
  override readonly kind = 'conflict';

  constructor() {
    super('One of the two openids is linked to another person’s already. Nothing was changed.');
  }
}

/** The link was made for somebody else. */
export class LinkOfAnother extends AppError {
  override readonly code = 'link.of_another';
  override readonly kind = 'conflict';

  constructor() {
    super('This link was made for another person. You are signed in as yourself.');
  }
}

/** `return_to` is neither a path here nor an address that `RETURN_URLS` allows. */
export class LinkReturnRefused extends AppError {
  override readonly code = 'link.return_to_refused';
  override readonly kind = 'invalid';

  constructor() {
    super('return_to must be a path on this server, or an address that RETURN_URLS lists.');
  }
}

/** The account that is to authorize cannot. */
export class LinkAccountUnable extends AppError {
  override readonly code = 'link.account_cannot_authorize';
  override readonly kind = 'invalid';

  constructor(key: string) {
    super(
      `The account "${key}" cannot authorize visitors in WeChat: name a service account (服务号) in the path.`,
    );
  }
}

/** It is not clear which account the openid is of. */
export class LinkOpenidUnclear extends AppError {
  override readonly code = 'link.openid_unclear';
  override readonly kind = 'invalid';

  constructor(found: 'nowhere' | 'twice') {
    const why =
      found === 'nowhere' ? 'No other account knows this openid' : 'Several accounts know this openid';
    super(`${why}. Add of_account: the key of the account that it belongs to.`);
  }
}

/** `of_account` is the account of the path. */
export class LinkSameAccount extends AppError {
  override readonly code = 'link.same_account';
  override readonly kind = 'invalid';

  constructor() {
    super('A link joins openids of two accounts: of_account must be another than the one in the path.');
  }
}

/** A key for one account asked for something that concerns two. */
export class LinkNeedsEveryAccount extends AppError {
  override readonly code = 'link.needs_every_account';
  override readonly kind = 'forbidden';

  constructor() {
    super('Links join the openids of two accounts: use a key that is for every account.');
  }
}

/** Nothing of this id joins this openid to another. */
export class NotLinked extends AppError {
  override readonly code = 'link.not_linked';
  override readonly kind = 'missing';

  constructor() {
    super('This openid has no such link.');
  }
}

/** An operator would join two openids that cannot be one person's. */
export class CannotLink extends AppError {
  override readonly code = 'link.cannot_link';
  override readonly kind = 'conflict';

  constructor(why: string) {
    super(`These two openids cannot be linked: ${why}`);
  }
}
