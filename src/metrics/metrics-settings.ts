/** What the metrics room is told at start. */
export abstract class MetricsSettings {
  /** `METRICS_TOKEN`; null: this machine alone may look. */
  abstract readonly token: string | null;
  /** The version that runs. */
  abstract readonly version: string;
}
