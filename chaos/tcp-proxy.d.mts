/** A cable between an instance and Postgres. */
export interface TcpProxy {
  readonly port: number;
  readonly heldBytes: number;
  open(): Promise<void>;
  refuse(): Promise<void>;
  cut(): void;
  swallow(options?: { newOnes?: boolean }): void;
  heal(): void;
  hold(): void;
  release(): void;
  close(): Promise<void>;
}

export function startTcpProxy(targetPort: number): Promise<TcpProxy>;
