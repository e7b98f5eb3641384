import { type DynamicModule, Module } from '@nestjs/common';
import { Registry } from 'prom-client';
import { Meter } from '../kernel/metering/meter.js';
import { CredentialGauges } from './credential-gauges.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsService } from './metrics.service.js';
import { MetricsSettings } from './metrics-settings.js';
import { PromMeter } from './prom-meter.js';

/** `/metrics`, and the meter on which every room counts. */
@Module({})
export class MetricsModule {
  /** @param tokens the token room, whose credentials are looked at */
  static with(settings: MetricsSettings, tokens: DynamicModule): DynamicModule {
    return {
      module: MetricsModule,
      global: true,
      imports: [tokens],
      controllers: [MetricsController],
      providers: [
        { provide: MetricsSettings, useValue: settings },
        // One of its own for each app: two in one process count apart.
        { provide: Registry, useFactory: () => new Registry() },
        { provide: Meter, inject: [Registry], useFactory: (registry: Registry) => new PromMeter(registry) },
        CredentialGauges,
        MetricsService,
      ],
      exports: [Meter],
    };
  }
}
