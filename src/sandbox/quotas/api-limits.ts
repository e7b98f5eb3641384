/** How often an account may call an address of `/cgi-bin`. */
export interface ApiLimit {
  readonly day: number;
  readonly minute?: number;
}

/** What is published is taken over; where nothing is, `guessed` says so. */
export const API_LIMITS: Readonly<Record<string, ApiLimit & { readonly guessed?: true }>> = {
  '/cgi-bin/token': { day: 2000 },
  '/cgi-bin/stable_token': { day: 500_000, minute: 10_000 },
  '/cgi-bin/ticket/getticket': { day: 10_000, guessed: true },
  '/cgi-bin/get_api_domain_ip': { day: 10_000, guessed: true },
  '/cgi-bin/getcallbackip': { day: 10_000, guessed: true },
  '/cgi-bin/callback/check': { day: 10_000, guessed: true },
  '/cgi-bin/changeopenid': { day: 100_000, guessed: true },
  '/cgi-bin/user/info': { day: 5_000_000 },
  '/cgi-bin/user/info/batchget': { day: 500_000, guessed: true },
  '/cgi-bin/user/get': { day: 500 },
  '/cgi-bin/user/info/updateremark': { day: 10_000 },
  '/cgi-bin/user/tag/get': { day: 500, guessed: true },
  '/cgi-bin/tags/create': { day: 1000, guessed: true },
  '/cgi-bin/tags/get': { day: 1000, guessed: true },
  '/cgi-bin/tags/update': { day: 1000, guessed: true },
  '/cgi-bin/tags/delete': { day: 1000, guessed: true },
  '/cgi-bin/tags/getidlist': { day: 500_000, guessed: true },
  '/cgi-bin/tags/members/batchtagging': { day: 100_000, guessed: true },
  '/cgi-bin/tags/members/batchuntagging': { day: 100_000, guessed: true },
  '/cgi-bin/tags/members/getblacklist': { day: 500, guessed: true },
  '/cgi-bin/tags/members/batchblacklist': { day: 10_000, guessed: true },
  '/cgi-bin/tags/members/batchunblacklist': { day: 10_000, guessed: true },
  '/cgi-bin/message/custom/send': { day: 500_000 },
  '/cgi-bin/message/custom/typing': { day: 500_000, guessed: true },
  '/cgi-bin/message/template/send': { day: 100_000 },
  '/cgi-bin/media/get': { day: 200_000, guessed: true },
  '/cgi-bin/qrcode/create': { day: 100_000 },
  '/cgi-bin/menu/create': { day: 1000 },
  '/cgi-bin/menu/get': { day: 10_000, guessed: true },
  '/cgi-bin/menu/delete': { day: 1000, guessed: true },
  '/cgi-bin/get_current_selfmenu_info': { day: 10_000, guessed: true },
  '/cgi-bin/openapi/quota/get': { day: 100_000, guessed: true },
  '/cgi-bin/openapi/rid/get': { day: 100_000, guessed: true },
};
