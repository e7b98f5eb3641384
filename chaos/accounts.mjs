// Accounts straight into the database, because five hundred of them through the command line would take minutes.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Makes accounts whose AppSecret is sealed as the server seals it. */
export async function accountMaker(program, secretKey, pool) {
  const load = (file) => import(pathToFileURL(path.join(program, 'dist/src', file)).href);
  const [{ Sealer }, { KeyRing }, { SystemRandom }] = await Promise.all([
    load('kernel/crypto/sealer.js'),
    load('kernel/crypto/key-ring.js'),
    load('kernel/random/system-random.js'),
  ]);
  const random = new SystemRandom();
  const sealer = new Sealer(new KeyRing([Buffer.from(secretKey, 'base64')]), random);
  const seal = (id, secret) => sealer.seal(secret, { table: 'account', column: 'secret_sealed', row: id });
  const add = async (keys, mode, identity = {}) => {
    const accounts = keys.map((key) => ({
      id: random.uuid(),
      key,
      mode,
      appId: `wx${randomBytes(8).toString('hex')}`,
      secret: randomBytes(16).toString('hex'),
      ...identity,
    }));
    const sealed = accounts.map(({ id, secret }) => seal(id, secret));
    await pool.query(
      `INSERT INTO account (id, key, app_id, kind, name, secret_sealed, open_platform, token_mode)
       SELECT id, key, app_id, 'service', key, sealed, 'default', $5
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[]) AS row (id, key, app_id, sealed)`,
      [accounts.map(({ id }) => id), keys, accounts.map(({ appId }) => appId), sealed, mode],
    );
    return accounts;
  };
  /** As an operator who enters a new AppSecret. */
  const enterSecret = ({ id }, secret) =>
    pool.query('UPDATE account SET secret_sealed = $2, updated_at = now() WHERE id = $1', [
      id,
      seal(id, secret),
    ]);
  return { add, enterSecret };
}
