/** The app secret in a query, a form or a JSON body. */
const SECRET = /((?:^|[&?])(?:app)?secret=)[^&]+|("(?:app)?secret"\s*:\s*")(?:[^"\\]|\\.)*/gi;
/** Tokens of either kind, tickets and codes, in a query, a form, an address or an answer: their first characters may be shown. */
const CREDENTIAL =
  /((?:^|[&?;])(?:access_token|refresh_token|code|jsapi_ticket)=|wx_code='|"(?:access_token|refresh_token|ticket)"\s*:\s*")([\w-]{8})[\w-]+/g;
/** What a consent sheet or a QR code waits for. */
const PENDING = /((?:^|[&?])(?:consent|uuid)=|data-uuid="|name="(?:consent|uuid)" value=")(\w{4})\w+/g;

/** The text without the app secret. */
export function maskSecrets(text: string): string {
  return text.replace(SECRET, '$1$2***');
}

/** The text without tokens, tickets and codes, their first eight characters apart. */
export function maskCredentials(text: string): string {
  return text.replace(CREDENTIAL, '$1$2***').replace(PENDING, '$1$2***');
}
