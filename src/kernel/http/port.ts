import { type AddressInfo, createServer } from 'node:net';
import { AppError } from '../errors/app-error.js';

/** Something else listens on the port. */
export class PortTaken extends AppError {
  override readonly code = 'http.port_taken';
  override readonly kind = 'conflict';

  constructor(port: number) {
    super(`Port ${port} is taken. Does Lingpai run here already? Stop it, or set PORT to another one.`);
  }
}

/** The port to listen on: the wished one, if it is free, or any for 0. @throws PortTaken */
export function portToUse(wished: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortTaken(wished) : error);
    });
    probe.listen(wished, host, () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
