import { type DynamicModule, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Clock } from './kernel/clock/clock.js';
import { Meter } from './kernel/metering/meter.js';
import { CustomerServiceApi } from './wechat/messages/customer-service-api.js';
import { OauthApi } from './wechat/oauth/oauth-api.js';
import { TokenApi } from './wechat/token/token-api.js';
import { type ObservedCall, Transport } from './wechat/transport.js';
import { UserApi } from './wechat/user/user-api.js';

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
        {
          provide: Transport,
          inject: [Meter],
          useFactory: (meter: Meter) => new Transport({ baseUrl, clock, observe: metered(meter) }),
        },
        {
          provide: OauthApi,
          inject: [Transport],
          useFactory: (transport: Transport) => new OauthApi(transport),
        },
        {
          provide: TokenApi,
          inject: [Transport],
          useFactory: (transport: Transport) => new TokenApi(transport),
        },
        {
          provide: UserApi,
          inject: [Transport],
          useFactory: (transport: Transport) => new UserApi(transport),
        },
        {
          provide: CustomerServiceApi,
          inject: [Transport],
          useFactory: (transport: Transport) => new CustomerServiceApi(transport),
        },
        TransportEnd,
      ],
      exports: [CustomerServiceApi, OauthApi, TokenApi, UserApi],
    };
  }
}

/** Counts and times each call to WeChat. */
function metered(meter: Meter): (call: ObservedCall) => void {
  return ({ operation, outcome, durationMs }) => {
    meter.count('wechat_calls', { operation, outcome });
    meter.observe('wechat_call_seconds', { operation }, durationMs / 1000);
  };
}
