import type { ServerResponse } from 'node:http';

/** From this many characters on it is cheaper to encode a text once than to measure it and have it encoded while it is sent. */
const LONG = 2_048;

/** A good answer that nobody keeps: it holds a secret. */
export function sendJson(response: ServerResponse, json: string, etag?: string): void {
  const body = json.length < LONG ? json : Buffer.from(json);
  const headers: Record<string, string | number> = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
  };
  if (etag !== undefined) headers['ETag'] = etag;
  response.writeHead(200, headers);
  response.end(body);
}
