/** The app secret in a query, a form or a JSON body. */
const SECRET = /((?:^|[&?])(?:app)?secret=)[^&]+|("(?:app)?secret"\s*:\s*")(?:[^"\\]|\\.)*/gi;
/** A global token or a ticket, in a query or in an answer: its first characters may be shown. */
const CREDENTIAL = /((?:^|[&?])access_token=|"(?:access_token|ticket)"\s*:\s*")([\w-]{8})[\w-]+/g;

/** The text without the app secret. */
export function maskSecrets(text: string): string {
  return text.replace(SECRET, '$1$2***');
}

/** The text without global tokens and tickets, their first eight characters apart. */
export function maskCredentials(text: string): string {
  return text.replace(CREDENTIAL, '$1$2***');
}
