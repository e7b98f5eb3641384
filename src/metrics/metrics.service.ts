import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Registry } from 'prom-client';
import { CredentialGauges } from './credential-gauges.js';
import { MetricsSettings } from './metrics-settings.js';
import { ProcessMetrics } from './process-metrics.js';
import { RequestCounts } from './request-counts.js';

/** What Prometheus reads of this process. */
@Injectable()
export class MetricsService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly process: ProcessMetrics;
  private readonly requests: RequestCounts;

  constructor(
    private readonly registry: Registry,
    private readonly credentials: CredentialGauges,
    private readonly host: HttpAdapterHost,
    { version }: MetricsSettings,
  ) {
    this.process = new ProcessMetrics(registry, version);
    this.requests = new RequestCounts(registry);
  }

  /** The media type of {@link text}. */
  get type(): string {
    return this.registry.contentType;
  }

  /** Everything that is known now, in Prometheus' text format. */
  async text(): Promise<string> {
    await this.credentials.refresh();
    return this.registry.metrics();
  }

  onApplicationBootstrap(): void {
    this.requests.start(this.host.httpAdapter.getHttpServer());
  }

  onApplicationShutdown(): void {
    this.requests.stop();
    this.process.stop();
  }
}
