// Another server that has the same appid and secret: it goes to WeChat itself, through a door of its own.

/** `/cgi-bin/token`: supersedes the classic token. */
export async function strangerFetches({ upstream }, { appId, secret }) {
  const answer = await fetch(
    `${upstream.url()}/cgi-bin/token?grant_type=client_credential&appid=${appId}&secret=${secret}`,
  );
  await answer.arrayBuffer();
}

/** `/cgi-bin/stable_token` with `force_refresh`: voids the stable token. */
export async function strangerForcesIt({ upstream }, { appId, secret }) {
  const answer = await fetch(`${upstream.url()}/cgi-bin/stable_token`, {
    method: 'POST',
    body: JSON.stringify({ grant_type: 'client_credential', appid: appId, secret, force_refresh: true }),
  });
  await answer.arrayBuffer();
}
