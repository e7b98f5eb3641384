import { Refusal } from '../rules.js';
import type { Switches } from '../switches.js';

/** An authorize link, its parameters decoded; an empty string where one is missing or empty. */
export interface AuthorizeLink {
  readonly appid: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly state: string;
  readonly hopped: boolean;
  readonly delegated: boolean;
  /** forcePopup=true: the sheet, even for who was asked lately. */
  readonly forcesPopup: boolean;
  /** forceSnapShot=true: a snapshot page for who was not asked lately. */
  readonly forcesSnapshot: boolean;
}

/** WeChat checks a link with a regular expression: these names, in this order, in this letter case. */
const ORDERED = ['appid', 'redirect_uri', 'response_type', 'scope', 'state', 'component_appid'];
const EXTRAS = new Set(['forcePopup', 'forceSnapShot', 'connect_redirect']);
const STATE = /^[0-9A-Za-z]{0,128}$/;

/** @throws Refusal when the link is not in WeChat's form. */
export function readAuthorizeLink(query: string, switches: Switches): AuthorizeLink {
  const values = new Map<string, string>();
  let position = 0;
  for (const pair of query.split('&')) {
    const { name, value } = readPair(pair);
    const place = EXTRAS.has(name) ? ORDERED.length : ORDERED.indexOf(name, position);
    if (place < 0 || values.has(name)) throw new Refusal('authorize.link');
    position = place === ORDERED.length ? place : place + 1;
    values.set(name, value);
  }
  const responseType = values.get('response_type');
  if (responseType !== 'code') throw new Refusal('authorize.link');
  const state = values.get('state') ?? '';
  if (switches.strict_state && !STATE.test(state)) throw new Refusal('authorize.state');
  return {
    appid: values.get('appid') ?? '',
    redirectUri: values.get('redirect_uri') ?? '',
    scope: values.get('scope') ?? '',
    state,
    hopped: values.get('connect_redirect') === '1',
    delegated: values.has('component_appid'),
    forcesPopup: values.get('forcePopup') === 'true',
    forcesSnapshot: values.get('forceSnapShot') === 'true',
  };
}

/** @throws Refusal for the parameter that is empty or missing. */
export function requireParameters(link: AuthorizeLink, switches: Switches): void {
  if (link.appid === '') throw new Refusal('authorize.appid_empty');
  if (link.redirectUri === '') throw new Refusal('authorize.redirect_uri_empty');
  if (link.scope === '') throw new Refusal('authorize.scope_empty');
  if (switches.state_required && link.state === '') throw new Refusal('authorize.state_empty');
}

function readPair(pair: string): { name: string; value: string } {
  const equals = pair.indexOf('=');
  if (equals < 0) throw new Refusal('authorize.link');
  try {
    return { name: pair.slice(0, equals), value: decodeURIComponent(pair.slice(equals + 1)) };
  } catch {
    throw new Refusal('authorize.link');
  }
}
