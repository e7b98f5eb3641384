import { CreateAccount1763800000000 } from '../migrations/1763800000000-create-account.js';
import { CreateWechatUser1763800100000 } from '../migrations/1763800100000-create-wechat-user.js';
import { CreateLogin1763800200000 } from '../migrations/1763800200000-create-login.js';
import { CreateGlobalToken1763800300000 } from '../migrations/1763800300000-create-global-token.js';
import { CreateApiKey1763800400000 } from '../migrations/1763800400000-create-api-key.js';
import { Account } from './accounts/account.entity.js';
import { LoginAttempt } from './auth/login/login-attempt.entity.js';
import { Session } from './auth/session/session.entity.js';
import { UserToken } from './auth/user-token/user-token.entity.js';
import { ApiKey } from './callers/api-key.entity.js';
import { GlobalToken } from './token/global-token.entity.js';
import { JsapiTicket } from './token/jsapi-ticket.entity.js';
import { TokenHistory } from './token/token-history.entity.js';
import { Person } from './users/person.entity.js';
import { WechatUser } from './users/wechat-user.entity.js';

/** Every entity and every migration, once: the server, the command line and the tests read them here. */
export const entities = [
  Account,
  Person,
  WechatUser,
  UserToken,
  LoginAttempt,
  Session,
  GlobalToken,
  JsapiTicket,
  TokenHistory,
  ApiKey,
];

export const migrations = [
  CreateAccount1763800000000,
  CreateWechatUser1763800100000,
  CreateLogin1763800200000,
  CreateGlobalToken1763800300000,
  CreateApiKey1763800400000,
];
