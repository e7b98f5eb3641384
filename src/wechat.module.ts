import { type DynamicModule, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Clock } from './kernel/clock/clock.js';
import { OauthApi } from './wechat/oauth/oauth-api.js';
import { Transport } from './wechat/transport.js';

@Injectable()
class TransportEnd implements OnApplicationShutdown {
  constructor(private readonly transport: Transport) {}

  async onApplicationShutdown(): Promise<void> {
    await this.transport.close();
  }
}

/** WeChat's API, for every room; the library in `wechat/` itself knows nothing of Nest. */
@Module({})
export class WechatModule {
  static at(baseUrl: string, clock: Clock): DynamicModule {
    return {
      module: WechatModule,
      global: true,
      providers: [
        { provide: Transport, useFactory: () => new Transport({ baseUrl, clock }) },
        {
          provide: OauthApi,
          inject: [Transport],
          useFactory: (transport: Transport) => new OauthApi(transport),
        },
        TransportEnd,
      ],
      exports: [OauthApi],
    };
  }
}
