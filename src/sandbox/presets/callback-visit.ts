import { request } from 'node:http';
import { request as requestTls } from 'node:https';

const TIMEOUT_MS = 10_000;

/** One visit of a callback; answers its HTTP status, 0 where there was no answer. It never rejects. */
export type CallbackVisit = (address: string, headers: Record<string, string>) => Promise<number>;

/** Asks the business server itself, and follows no redirect. */
export const visitOverHttp: CallbackVisit = (address, headers) =>
  new Promise((resolve) => {
    const ask = address.startsWith('https:') ? requestTls : request;
    const sent = ask(address, { headers, agent: false, timeout: TIMEOUT_MS }, (response) => {
      response.resume();
      response.on('close', () => resolve(response.statusCode ?? 0));
    });
    sent.on('timeout', () => sent.destroy());
    sent.on('error', () => resolve(0));
    sent.end();
  });
