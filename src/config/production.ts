import type { ConfigFault } from './config-fault.js';
import type { Env } from './env.schema.js';

const DEFAULT_LOOKING =
  /^(.)\1*$|changeme|change-me|secret|password|example|default|sandbox|test|todo|xxxx|1234567/i;

/**
 * What production may not start without, or with; empty outside production. No message contains a value.
 * @param given the environment as it came: Node reads variables of its own there
 */
export function productionFaults(
  values: Env,
  given: Readonly<Record<string, string | undefined>>,
): ConfigFault[] {
  if (values.NODE_ENV !== 'production') return [];
  const faults: ConfigFault[] = [];
  const fault = (variable: string, message: string) => faults.push({ variable, message });
  if (values.SANDBOX === 'on') fault('SANDBOX', 'the sandbox is no WeChat; production cannot run on it');
  if (!values.DATABASE_URL)
    fault('DATABASE_URL', 'missing; production does not run on the embedded database');
  if (!values.SECRET_KEY) fault('SECRET_KEY', 'missing (openssl rand -base64 32)');
  if (!values.PUBLIC_URL) fault('PUBLIC_URL', 'missing; the https address that visitors use');
  else if (values.PUBLIC_URL.startsWith('http:') && !values.ALLOW_PLAIN_HTTP) {
    fault('PUBLIC_URL', 'plain http; use https, or say ALLOW_PLAIN_HTTP=true if you must');
  }
  for (const variable of ['WECHAT_API_URL', 'WECHAT_OPEN_URL'] as const) {
    if (values[variable]?.startsWith('http:') && !values.ALLOW_PLAIN_HTTP)
      fault(variable, 'plain http; the AppSecret and the visitors go there');
  }
  if (given['NODE_TLS_REJECT_UNAUTHORIZED']?.trim() === '0')
    fault(
      'NODE_TLS_REJECT_UNAUTHORIZED',
      'turns certificates off: whoever answers would be WeChat, and get the AppSecret; ' +
        'unset it, and name a CA of your own in NODE_EXTRA_CA_CERTS',
    );
  if (!values.WECHAT_APP_ID) fault('WECHAT_APP_ID', 'missing');
  else if (/sandbox/i.test(values.WECHAT_APP_ID)) fault('WECHAT_APP_ID', "this is the sandbox's");
  if (!values.WECHAT_APP_SECRET) fault('WECHAT_APP_SECRET', 'missing');
  else faults.push(...weak('WECHAT_APP_SECRET', values.WECHAT_APP_SECRET, 16));
  if (values.WECHAT_PUSH_TOKEN) faults.push(...weak('WECHAT_PUSH_TOKEN', values.WECHAT_PUSH_TOKEN, 8));
  if (values.WECHAT_ENCODING_AES_KEY)
    faults.push(...weak('WECHAT_ENCODING_AES_KEY', values.WECHAT_ENCODING_AES_KEY, 43));
  if (values.ADMIN_PASSWORD) faults.push(...weak('ADMIN_PASSWORD', values.ADMIN_PASSWORD, 12));
  if (values.METRICS_TOKEN) faults.push(...weak('METRICS_TOKEN', values.METRICS_TOKEN, 16));
  return faults;
}

function weak(variable: string, value: string, least: number): ConfigFault[] {
  if (value.length < least) return [{ variable, message: `too short; at least ${least} characters` }];
  return DEFAULT_LOOKING.test(value) ? [{ variable, message: 'looks like a default or an example' }] : [];
}
