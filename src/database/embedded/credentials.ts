import { existsSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** The role and the database that are ours in the embedded Postgres; the role is no superuser. */
export const ROLE = 'lingpai';

const shape = z.object({ password: z.string().regex(/^[0-9A-Za-z]{32,}$/), port: z.int().min(0).max(65535) });

/**
 * How to get into the embedded Postgres: lies in its data folder, mode 0600. Loopback is open to
 * every user of the machine, so there is a password, generated and never shown.
 */
export type Credentials = z.infer<typeof shape>;

/** Null when the folder has none: nothing that we made. */
export function readCredentials(dataFolder: string): Credentials | null {
  const path = join(dataFolder, 'lingpai.json');
  return existsSync(path) ? shape.parse(JSON.parse(readFileSync(path, 'utf8'))) : null;
}

/** Replaces the file whole. */
export async function writeCredentials(dataFolder: string, credentials: Credentials): Promise<void> {
  const path = join(dataFolder, 'lingpai.json');
  await writeFile(`${path}.${process.pid}`, JSON.stringify(credentials), { mode: 0o600, flush: true });
  await rename(`${path}.${process.pid}`, path);
}

/** The address to connect to. */
export function urlOf({ password, port }: Credentials): string {
  return `postgres://${ROLE}:${password}@127.0.0.1:${port}/${ROLE}`;
}
