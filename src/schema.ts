import { CreateAccount1763800000000 } from '../migrations/1763800000000-create-account.js';
import { CreateWechatUser1763800100000 } from '../migrations/1763800100000-create-wechat-user.js';
import { CreateLogin1763800200000 } from '../migrations/1763800200000-create-login.js';
import { CreateGlobalToken1763800300000 } from '../migrations/1763800300000-create-global-token.js';
import { CreateApiKey1763800400000 } from '../migrations/1763800400000-create-api-key.js';
import { CreateFollowerSync1763800700000 } from '../migrations/1763800700000-create-follower-sync.js';
import { CreateLinksAndReplies1763800600000 } from '../migrations/1763800600000-create-links-and-replies.js';
import { CreatePushInbox1763800500000 } from '../migrations/1763800500000-create-push-inbox.js';
import { CreatePrivacy1763800800000 } from '../migrations/1763800800000-create-privacy.js';
import { CreateOperator1763801000000 } from '../migrations/1763801000000-create-operator.js';
import { IndexPushInbox1763801100000 } from '../migrations/1763801100000-index-push-inbox.js';
import { CreateApiKeyUse1763801200000 } from '../migrations/1763801200000-create-api-key-use.js';
import { IndexVisitorExports1763801400000 } from '../migrations/1763801400000-index-visitor-exports.js';
import { AddApiKeyRolled1763801500000 } from '../migrations/1763801500000-add-api-key-rolled.js';
import { CreateChore1763801600000 } from '../migrations/1763801600000-create-chore.js';
import { CreateUserSearch1763800900000 } from '../migrations/1763800900000-create-user-search.js';
import { CreateIdempotencyKey1763800910000 } from '../migrations/1763800910000-create-idempotency-key.js';
import { Account } from './accounts/account.entity.js';
import { LoginFigure } from './auth/figures/login-figure.entity.js';
import { LoginFiguresMark } from './auth/figures/login-figures-mark.entity.js';
import { LoginAttempt } from './auth/login/login-attempt.entity.js';
import { Session } from './auth/session/session.entity.js';
import { UserToken } from './auth/user-token/user-token.entity.js';
import { AuditEntry } from './audit/audit-entry.entity.js';
import { ApiKey } from './callers/api-key.entity.js';
import { ApiKeyUse } from './callers/api-key-use.entity.js';
import { IdempotencyKey } from './callers/idempotency-key.entity.js';
import { FollowerSync } from './followers/follower-sync.entity.js';
import { LinkedOpenidRow } from './links/linked-openid.entity.js';
import { LoginLink } from './links/login-link.entity.js';
import { PushInboxRow } from './messages/push-inbox.entity.js';
import { Chore } from './privacy/chore.entity.js';
import { ConsentText } from './privacy/consent-text.entity.js';
import { Consent } from './privacy/consent.entity.js';
import { Erasure } from './privacy/erasure.entity.js';
import { OperatorLoginThrottle } from './operators/operator-login-throttle.entity.js';
import { OperatorRecoveryCode } from './operators/operator-recovery-code.entity.js';
import { OperatorSession } from './operators/operator-session.entity.js';
import { OperatorSetup } from './operators/operator-setup.entity.js';
import { Operator } from './operators/operator.entity.js';
import { ReplyRuleRow } from './replies/reply-rule.entity.js';
import { GlobalToken } from './token/global-token.entity.js';
import { JsapiTicket } from './token/jsapi-ticket.entity.js';
import { TokenHistory } from './token/token-history.entity.js';
import { FollowingEvent } from './users/following-event.entity.js';
import { Person } from './users/person.entity.js';
import { UserNickname } from './users/user-nickname.entity.js';
import { WechatUser } from './users/wechat-user.entity.js';

/** Every entity and every migration, once: the server, the command line and the tests read them here. */
export const entities = [
  Account,
  Person,
  WechatUser,
  UserNickname,
  FollowingEvent,
  FollowerSync,
  UserToken,
  LoginAttempt,
  Session,
  GlobalToken,
  JsapiTicket,
  TokenHistory,
  ApiKey,
  ApiKeyUse,
  IdempotencyKey,
  Erasure,
  Chore,
  ConsentText,
  Consent,
  PushInboxRow,
  LoginLink,
  LinkedOpenidRow,
  ReplyRuleRow,
  LoginFigure,
  LoginFiguresMark,
  Operator,
  OperatorSession,
  OperatorRecoveryCode,
  OperatorSetup,
  OperatorLoginThrottle,
  AuditEntry,
];

export const migrations = [
  CreateAccount1763800000000,
  CreateWechatUser1763800100000,
  CreateLogin1763800200000,
  CreateGlobalToken1763800300000,
  CreateApiKey1763800400000,
  CreatePushInbox1763800500000,
  CreateLinksAndReplies1763800600000,
  CreateFollowerSync1763800700000,
  CreatePrivacy1763800800000,
  CreateUserSearch1763800900000,
  CreateIdempotencyKey1763800910000,
  CreateOperator1763801000000,
  IndexPushInbox1763801100000,
  CreateApiKeyUse1763801200000,
  IndexVisitorExports1763801400000,
  AddApiKeyRolled1763801500000,
  CreateChore1763801600000,
];
