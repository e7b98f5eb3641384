import { word } from './words.js';

const ENDPOINTS = {
  '/sns/oauth2/access_token': 'stepExchange',
  '/sns/oauth2/refresh_token': 'stepRefresh',
  '/sns/userinfo': 'stepProfile',
  '/sns/auth': 'stepCheck',
  '/cgi-bin/token': 'stepClassicToken',
  '/cgi-bin/stable_token': 'stepStableToken',
  '/cgi-bin/ticket/getticket': 'stepTicket',
  '/open/js/config': 'stepJsConfig',
  '/open/js/call': 'stepJsCall',
  '/cgi-bin/user/info': 'stepUser',
  '/cgi-bin/user/info/batchget': 'stepUser',
  '/cgi-bin/showqrcode': 'stepPicture',
  '/connect/l/qrconnect': 'stepQrPoll',
};

/** What a call meant, in a few words. */
export function stepOf(entry) {
  return word(keyOf(entry));
}

function keyOf({ method, path, status, rule, location }) {
  if (path in ENDPOINTS) return ENDPOINTS[path];
  if (path.startsWith('/cgi-bin/') && status !== 404) return 'stepAccountCall';
  if (path.startsWith('/mmopen/') || path.startsWith('/mmbiz/')) return 'stepPicture';
  if (path.endsWith('/answer')) return /[?&]code=/.test(location ?? '') ? 'stepAllow' : 'stepDeny';
  if (rule) return 'stepPage';
  if (path === '/connect/qrconnect') return 'stepQr';
  if (path === '/connect/confirm') return method === 'POST' ? 'stepQrAnswer' : 'stepQrScan';
  if (path.startsWith('/connect/qrcode/')) return 'stepPicture';
  if (path === '/connect/oauth2/authorize')
    return status === 301 ? 'stepHop' : status === 302 ? 'stepSilent' : 'stepSheet';
  return 'stepUnknown';
}

/** Whether a person's phone made the call, or a business server. */
export function isFromPhone({ path }) {
  return !path.startsWith('/sns/') && !path.startsWith('/cgi-bin/');
}

/** How it ended: `{ text, good }`. */
export function outcomeOf({ status, errcode, rule }) {
  if (status === 0) return { text: '✕', good: false };
  if (errcode) return { text: String(errcode), good: false };
  return { text: String(status), good: status < 400 && !rule };
}
