import API from 'wechat-api';
import { called, callsOf, control, openidOf, report, supersede } from './sandbox.mjs';

const api = new API(process.env.WECHAT_APP_ID, process.env.WECHAT_APP_SECRET);
const openid = await openidOf('follower');
const user = await called(api, 'getUser', openid);
const batch = await called(api, 'batchGetUsers', [openid, await openidOf('stranger')]);
const { ip_list: addresses } = await called(api, 'getIp');
const ticket = await called(api, 'getTicket');
const signed = await called(api, 'getJsConfig', { debug: false, jsApiList: [], url: 'http://localhost/' });
const fetched = await callsOf('/cgi-bin/token');
const called40001 = await callsOf('/cgi-bin/user/info');
await supersede();
// It tries once more by itself, with whatever token its store has then.
const superseded = await called(api, 'getUser', openid).catch(({ code }) => code);
const tries = (await callsOf('/cgi-bin/user/info')) - called40001;
api.store = null;
const after = await called(api, 'getUser', openid);
await control('POST', '/clock', { advance_seconds: 7201 });
const lapsed = await called(api, 'getUser', openid).catch(({ code }) => code);
api.store = null;
const later = await called(api, 'getUser', openid);
const renewals = (await callsOf('/cgi-bin/token')) - fetched;
const unknown = await called(api, 'getUser', `o${'x'.repeat(27)}`).catch(({ code }) => code);
const followers = await called(api, 'getFollowers');
report({
  subscribe: user.subscribe,
  batch: batch.user_info_list.map(({ subscribe }) => subscribe),
  addresses: addresses.length > 0,
  ticket: typeof ticket.ticket,
  signed: /^[0-9a-f]{40}$/.test(signed.signature),
  superseded,
  tries,
  survived: [after.openid, later.openid].map((seen) => seen === openid),
  renewals,
  unknown,
  followers: followers.data.openid.includes(openid),
  lapsed,
});
