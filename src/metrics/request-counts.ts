import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Counter, type Registry } from 'prom-client';

/** Node tells there of each answer that was sent whole. */
const CHANNEL = 'http.server.response.finish';

interface Finished {
  readonly request: IncomingMessage & { readonly route?: { readonly path?: unknown } };
  readonly response: ServerResponse;
  readonly server: Server;
}

interface Cell {
  readonly route: string;
  readonly method: string;
  readonly status: number;
  count: number;
}

/**
 * Counts answers by route, method and status. Listens where Node tells of them anyway: nothing is hung on a request,
 * and an answer costs two looks into a map. What matched no route is counted without its address or method.
 */
export class RequestCounts {
  private readonly cells = new Map<string, Map<number, Cell>>();
  private server: Server | null = null;
  private readonly hear = (message: unknown): void => this.take(message as Finished);

  constructor(registry: Registry) {
    const { cells } = this;
    new Counter({
      name: 'lingpai_http_requests_total',
      help: 'Requests that were answered.',
      labelNames: ['route', 'method', 'status'],
      registers: [registry],
      collect() {
        this.reset();
        for (const byStatus of cells.values())
          for (const { route, method, status, count } of byStatus.values())
            this.inc({ route, method, status }, count);
      },
    });
  }

  /** Counts what this server answers, from now on. */
  start(server: Server): void {
    this.server = server;
    subscribe(CHANNEL, this.hear);
  }

  stop(): void {
    unsubscribe(CHANNEL, this.hear);
  }

  private take({ request, response, server }: Finished): void {
    if (server !== this.server) return;
    const path = request.route?.path;
    const matched = typeof path === 'string';
    const method = matched ? request.method! : 'other';
    const key = matched ? method + path : '';
    let byStatus = this.cells.get(key);
    if (!byStatus) this.cells.set(key, (byStatus = new Map()));
    const status = response.statusCode;
    const cell = byStatus.get(status);
    if (cell) cell.count++;
    else byStatus.set(status, { route: matched ? path : 'none', method, status, count: 1 });
  }
}
