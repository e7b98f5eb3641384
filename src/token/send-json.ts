import type { ServerResponse } from 'node:http';
import { z } from 'zod';

/** A route that takes no query parameters. */
export const nothing = z.strictObject({});

/** A good answer that nobody keeps: it holds a secret. */
export function sendJson(response: ServerResponse, json: string, etag?: string): void {
  const headers: Record<string, string | number> = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(json),
    'Cache-Control': 'no-store',
  };
  if (etag !== undefined) headers['ETag'] = etag;
  response.writeHead(200, headers);
  response.end(json);
}
