import { ServerResponse } from 'node:http';
import type { Express } from 'express';
import type { PublicAddress } from './public-address.js';

const A_YEAR_SECONDS = 31_536_000;

type Headers = Record<string, unknown>;
type WriteHead = (
  this: ServerResponse,
  status: number,
  reason?: string | Headers,
  headers?: Headers,
) => ServerResponse;

/**
 * From here on every answer of the app says that its type is to be believed and, where visitors come over
 * https, that they always will. Done where the head is written, which every answer passes once: a header set
 * beforehand would cost the answers that bring all of theirs at once their short way.
 */
export function addConstantHeaders(app: Express, address: PublicAddress): void {
  const constant: [name: string, inLowerCase: string, value: string][] = [
    ['X-Content-Type-Options', 'x-content-type-options', 'nosniff'],
  ];
  if (address.secure)
    constant.push(['Strict-Transport-Security', 'strict-transport-security', `max-age=${A_YEAR_SECONDS}`]);
  const write = ServerResponse.prototype.writeHead as WriteHead;
  const writeHead: WriteHead = function (status, reason, headers) {
    const given = typeof reason === 'object' ? reason : headers;
    if (given === undefined || Array.isArray(given)) {
      for (const [name, , value] of constant) if (!this.hasHeader(name)) this.setHeader(name, value);
      return write.call(this, status, reason, headers);
    }
    const all: Headers = { ...given };
    for (const [name, inLowerCase, value] of constant) if (!(inLowerCase in given)) all[name] = value;
    return typeof reason === 'string' ? write.call(this, status, reason, all) : write.call(this, status, all);
  };
  Object.assign(app.response, { writeHead });
}
