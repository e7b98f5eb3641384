import API from 'co-wechat-api';
import { callsOf, control, openidOf, report, supersede } from './sandbox.mjs';

const api = new API(process.env.WECHAT_APP_ID, process.env.WECHAT_APP_SECRET);
const openid = await openidOf('follower');
const user = await api.getUser(openid);
const ticket = await api.getTicket();
const card = await api.getTicket('wx_card');
let fetched = await callsOf('/cgi-bin/token');
await supersede();
const superseded = await api.getUser(openid);
const renewalsAfter40001 = (await callsOf('/cgi-bin/token')) - fetched;
fetched = await callsOf('/cgi-bin/token');
await control('POST', '/clock', { advance_seconds: 7201 });
const lapsed = await api.getUser(openid);
const renewalsAfter42001 = (await callsOf('/cgi-bin/token')) - fetched;
const unknown = await api.getUser(`o${'x'.repeat(27)}`).catch(({ code }) => code);
report({
  subscribe: user.subscribe,
  tickets: new Set([ticket.ticket, card.ticket]).size,
  survived: [superseded.openid, lapsed.openid].map((seen) => seen === openid),
  renewalsAfter40001,
  renewalsAfter42001,
  unknown,
});
