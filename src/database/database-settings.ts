/** Where Postgres is and how much of it this process may use. */
export abstract class DatabaseSettings {
  /** `postgres://…`; the embedded one's when none is configured. */
  abstract readonly url: string;
  /** Connections this process may hold at once. */
  abstract readonly poolSize: number;
}
