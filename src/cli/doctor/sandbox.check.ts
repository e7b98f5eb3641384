import type { Config } from '../../config/config.js';
import { type Check, ok, warn } from './check.js';
import { type Reach } from './network.js';

const LOOPBACK = '127.0.0.1';

/** Whether the simulated WeChat is on, and whether that is meant. */
export async function checkSandbox({ sandbox, wechat }: Config, reach: Reach): Promise<Check> {
  if (!sandbox) return ok('sandbox', 'off');
  if (wechat.main)
    return warn(
      'sandbox',
      `on, although ${wechat.main.appId} is configured`,
      'Leave SANDBOX out (auto): it is off as soon as there is a WECHAT_APP_ID.',
    );
  if (sandbox.port === 0) return ok('sandbox', 'on; picks a port at the start');
  const runs = await reach(LOOPBACK, sandbox.port).then(
    () => true,
    () => false,
  );
  return ok(
    'sandbox',
    runs ? `on, http://localhost:${sandbox.port}` : `on; starts with the server, port ${sandbox.port}`,
  );
}
