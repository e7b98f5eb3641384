/** How long and how much a client may send; Node's own defaults are minutes. In milliseconds and bytes. */
export const SERVER_LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  // Longer than the 60 s of common proxies, so that they close first.
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16 * 1024,
  // The front guard refuses what names no host, in words; Node would without any.
  requireHostHeader: false,
} as const;

/** The longest request target; anything longer answers 400 before it is parsed. */
export const MAX_TARGET_LENGTH = 8 * 1024;
