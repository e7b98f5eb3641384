import type { AccountsService } from '../../accounts/accounts.service.js';
import type { Config } from '../../config/config.js';
import type { Clock } from '../../kernel/clock/clock.js';
import type { Random } from '../../kernel/random/random.js';
import { signPush } from '../../wechat/push/push-signature.js';
import { type Check, fail, ok, skip, warn } from './check.js';
import { whyNot } from './network.js';

const PATIENCE_MS = 3_000;

/** What an address answers to a GET. @throws when nobody does */
export type AskAddress = (url: string) => Promise<{ readonly status: number; readonly text: string }>;

/** Asks over HTTP; redirects are not followed, as WeChat follows none. */
export const askAddressByHttp: AskAddress = async (url) => {
  const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) });
  return { status: answer.status, text: await answer.text() };
};

/** Whether each push address echoes as WeChat's console wants it, byte for byte, past every proxy on the way; and whether pushes can be forged. */
export async function checkPushes(
  { http }: Config,
  accounts: AccountsService,
  ask: AskAddress,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Promise<Check> {
  const plain: string[] = [];
  const good: string[] = [];
  for (const account of await accounts.all()) {
    const settings = accounts.pushSettingsOf(account);
    if (!settings) continue;
    if (http.publicUrl === null) return skip('pushes', 'the address is not known before the start (PORT=0)');
    const address = `${http.publicUrl}/wechat/${account.key}/push`;
    const signed = {
      timestamp: String(Math.floor(clock.now().getTime() / 1000)),
      nonce: random.alphanumeric(10),
    };
    const echostr = random.alphanumeric(19);
    const query = new URLSearchParams({ ...signed, signature: signPush(settings.token, signed), echostr });
    try {
      const { status, text } = await ask(`${address}?${query.toString()}`);
      if (status !== 200 || text !== echostr) return notEchoed(address, status, text.length);
    } catch (error) {
      return skip('pushes', `nobody answers at ${address} (${whyNot(error)})`);
    }
    good.push(account.key);
    if (settings.mode === 'plain') plain.push(account.key);
  }
  if (good.length === 0) return skip('pushes', 'no account has a push token (lingpai account push)');
  const evidence = `${good.join(', ')}: the address echoes as WeChat wants it`;
  if (plain.length === 0) return ok('pushes', evidence);
  return warn(
    'pushes',
    `${evidence}; ${plain.join(', ')} in plain mode, whose signature does not cover what is said`,
    'Choose safe mode (安全模式) in WeChat’s console and here: lingpai account push KEY --mode safe.',
  );
}

function notEchoed(address: string, status: number, length: number): Check {
  if (status === 403)
    return fail(
      'pushes',
      `${address} refuses what is signed with the token in this database`,
      'Does another server answer there, or is the clock of one of the two machines wrong?',
    );
  return fail(
    'pushes',
    `${address} answers ${status} and ${length} characters instead of the 19 it was sent`,
    'WeChat wants them back as they are: does a proxy redirect, ask for a login, or add to the answer?',
  );
}
