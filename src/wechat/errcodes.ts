/**
 * What to do about an errcode.
 * - `renew`: the token is dead; get a new one and try once more
 * - `reauthorize`: only the visitor can help; send them through WeChat again
 * - `later`: nothing is wrong with us; wait and try again
 * - `operator`: somebody must change a setting at WeChat or here
 * - `bug`: our request was wrong; trying again cannot help
 */
export type ErrcodeClass = 'renew' | 'reauthorize' | 'later' | 'operator' | 'bug';

/** One errcode: its class and what an operator should know. */
export interface ErrcodeMeaning {
  readonly class: ErrcodeClass;
  readonly meaning: string;
}

const table: Record<number, ErrcodeMeaning> = {
  [-1]: { class: 'later', meaning: 'WeChat is busy' },
  40001: { class: 'renew', meaning: 'the access token is invalid or was superseded' },
  40002: { class: 'bug', meaning: 'wrong grant_type' },
  40003: { class: 'bug', meaning: 'the openid does not belong to this account or token' },
  40013: { class: 'operator', meaning: 'the appid is wrong (it is case-sensitive)' },
  40014: { class: 'renew', meaning: 'the access token is invalid' },
  40029: { class: 'reauthorize', meaning: 'the code is unknown, expired or of another account' },
  40030: { class: 'reauthorize', meaning: 'the refresh token is invalid' },
  40035: { class: 'bug', meaning: 'a parameter is invalid' },
  40125: { class: 'operator', meaning: 'the AppSecret is wrong; reset it in the console and enter it here' },
  40163: { class: 'reauthorize', meaning: 'the code has been used' },
  40164: {
    class: 'operator',
    meaning: 'the address of this server is not on the IP whitelist of the account',
  },
  40201: { class: 'operator', meaning: 'no server address is configured in the console' },
  40202: { class: 'bug', meaning: 'wrong action of a network check' },
  40203: { class: 'bug', meaning: 'wrong operator of a network check' },
  40243: { class: 'operator', meaning: 'the AppSecret is frozen; unfreeze it in the console' },
  41001: { class: 'bug', meaning: 'the access token is missing' },
  41002: { class: 'bug', meaning: 'the appid is missing' },
  41003: { class: 'bug', meaning: 'the refresh token is missing' },
  41004: { class: 'bug', meaning: 'the AppSecret is missing' },
  41008: { class: 'bug', meaning: 'the code is missing' },
  41009: { class: 'bug', meaning: 'the openid is missing' },
  42001: { class: 'renew', meaning: 'the access token has expired' },
  42002: { class: 'reauthorize', meaning: 'the refresh token has expired' },
  42003: { class: 'reauthorize', meaning: 'the code has expired' },
  42007: { class: 'reauthorize', meaning: 'the user changed the WeChat password; both tokens are void' },
  43001: { class: 'bug', meaning: 'GET is required' },
  43002: { class: 'bug', meaning: 'POST is required' },
  43003: { class: 'bug', meaning: 'https is required' },
  43004: { class: 'operator', meaning: 'the receiver does not follow the account' },
  43019: { class: 'operator', meaning: 'the receiver is on the blacklist of the account' },
  44002: { class: 'bug', meaning: 'the body is empty' },
  45009: { class: 'later', meaning: 'the daily quota of this call is used up' },
  45011: { class: 'later', meaning: 'too many calls this minute' },
  45002: { class: 'bug', meaning: 'the text is longer than WeChat takes' },
  45008: { class: 'bug', meaning: 'there are more articles than WeChat takes' },
  45015: { class: 'operator', meaning: 'the receiver has not turned to the account within the time allowed' },
  45047: { class: 'later', meaning: 'the receiver must write again before the next message' },
  47001: { class: 'bug', meaning: 'the body is not what WeChat expects' },
  48001: { class: 'operator', meaning: 'the account or the granted scope does not include this call' },
  48002: { class: 'operator', meaning: 'the receiver refuses messages of the account' },
  48004: { class: 'operator', meaning: 'WeChat has blocked this call for the account' },
  48006: { class: 'later', meaning: "this month's resets of the quota are used up" },
  50001: { class: 'operator', meaning: 'the account may not make this call' },
  50002: { class: 'operator', meaning: 'the user is restricted by WeChat' },
  50004: { class: 'operator', meaning: 'the account may not fetch tokens' },
  50007: { class: 'operator', meaning: 'the account is frozen' },
  61004: { class: 'operator', meaning: 'the address of this server is not registered' },
  61007: { class: 'operator', meaning: 'the third-party platform was not granted this call' },
  61024: { class: 'operator', meaning: 'the account is managed by a third-party platform' },
  76001: { class: 'bug', meaning: 'there is no such request id' },
  76002: { class: 'bug', meaning: 'the request id is of another account' },
  76003: { class: 'bug', meaning: 'the path of the call is not one of WeChat' },
  76004: { class: 'bug', meaning: 'the request id is too old' },
  76021: { class: 'bug', meaning: 'the path of the call was not found' },
  76022: { class: 'operator', meaning: 'the account may not look at this call' },
  89501: { class: 'operator', meaning: 'an administrator of the account must confirm this server' },
  89503: { class: 'operator', meaning: 'an administrator of the account must confirm this server' },
  89506: { class: 'operator', meaning: 'an administrator refused this server for 24 hours' },
  89507: { class: 'operator', meaning: 'an administrator refused this server for one hour' },
};

/** Every errcode we know, with its meaning. */
export const errcodes: ReadonlyMap<number, ErrcodeMeaning> = new Map(
  Object.entries(table).map(([code, meaning]) => [Number(code), meaning]),
);

/** What an errcode means; one we do not know counts as ours to look into. */
export function meaningOf(errcode: number): ErrcodeMeaning {
  return errcodes.get(errcode) ?? { class: 'bug', meaning: 'an errcode that is not in our table' };
}
