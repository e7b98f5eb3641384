import { Client } from 'pg';
import { readCredentials, urlOf } from './credentials.js';
import { readPostmaster, sight } from './postmaster.js';

/** An open connection to the Postgres that some live process runs, and the address it is reached by. */
export interface Link {
  readonly url: string;
  readonly port: number;
  readonly client: Client;
}

/** Connects to the Postgres over `dataFolder` if there is one that is ready and will stay; null otherwise. */
export async function linkTo(dataFolder: string): Promise<Link | null> {
  const seen = sight(dataFolder);
  if (seen.kind !== 'watched' || seen.postmaster.status !== 'ready') return null;
  return connect(dataFolder, seen.postmaster.port);
}

/** Connects once Postgres has written that it is ready; null when it has not, or does not know us. */
export async function linkToOwn(dataFolder: string, port: number): Promise<Link | null> {
  const postmaster = readPostmaster(dataFolder);
  return postmaster?.status === 'ready' && postmaster.port === port ? connect(dataFolder, port) : null;
}

async function connect(dataFolder: string, port: number): Promise<Link | null> {
  const credentials = readCredentials(dataFolder);
  if (!credentials) return null;
  const url = urlOf({ ...credentials, port });
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    application_name: 'lingpai-link',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return { url, port, client };
  } catch {
    await client.end().catch(() => undefined);
    return null;
  }
}
