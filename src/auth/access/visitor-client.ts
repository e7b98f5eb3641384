import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { type Client, readClient } from '../../pages/client.js';

/** Whether the sandbox's phone may stand in for WeChat's browser, as a dependency. */
export abstract class ClientSettings {
  /** Where the phone is; null when no sandbox runs. */
  abstract readonly phoneUrl: string | null;
}

/** Which application shows our page to the visitor. */
@Injectable()
export class VisitorClient {
  constructor(private readonly settings: ClientSettings) {}

  /** A frame counts as WeChat while the sandbox runs: only its phone may frame our pages, and a frame cannot say `MicroMessenger`. */
  read({ headers }: IncomingMessage): Client {
    const client = readClient(headers['user-agent']);
    const inPhone = this.settings.phoneUrl !== null && headers['sec-fetch-dest'] === 'iframe';
    return inPhone ? { ...client, app: 'wechat' } : client;
  }

  /** Where the sandbox's phone is, for whoever opens a page beside it; null when no sandbox runs. */
  get phoneUrl(): string | null {
    return this.settings.phoneUrl;
  }

  /** Whether WeChat's own authorization pages open there. */
  isWechat(client: Client): boolean {
    return client.app === 'wechat' || client.app === 'devtools';
  }
}
