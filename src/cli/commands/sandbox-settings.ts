import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SANDBOX_ACCOUNT } from '../../sandbox/sandbox-account.js';
import type { RunningSandbox } from '../../sandbox/start-sandbox.js';
import type { KeptAuthority } from '../../sandbox/tls/authority-files.js';
import { furnishWorld, worldDescription } from '../../sandbox/worlds/world-description.js';
import { FileUnreadable, NoWorldFile, SandboxInProduction, UsageError } from '../cli.errors.js';
import type { Given } from '../arguments.js';
import type { Workplace } from '../command.js';

/** @throws SandboxInProduction */
export function refuseProduction({ env }: Workplace): void {
  if (env['NODE_ENV'] === 'production') throw new SandboxInProduction();
}

/** What the phone opens first: `--app-url`, or PUBLIC_URL/me. @throws UsageError */
export function appUrlFrom(given: Given, publicUrl: string | undefined): string | undefined {
  const appUrl = given.text('app-url') ?? (publicUrl ? `${publicUrl}/me` : undefined);
  if (appUrl !== undefined && !/^https?:$/.test(URL.parse(appUrl)?.protocol ?? ''))
    throw new UsageError('--app-url wants an address such as http://localhost:3000/me');
  return appUrl;
}

/** @throws UsageError */
export function portFrom(given: Given, option: string): number | undefined {
  const text = given.text(option);
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535)
    throw new UsageError(`--${option} wants a number from 0 to 65535.`);
  return port;
}

/** Reads the file of `--world`, if it was given, before anything is started. @throws FileUnreadable, NoWorldFile */
export function worldFrom(given: Given, { from }: Workplace): (running: RunningSandbox) => void {
  const name = given.text('world');
  if (name === undefined) return () => undefined;
  const file = path.resolve(from, name);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new FileUnreadable(file, { cause });
  }
  const parsed = worldDescription.safeParse(jsonOf(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new NoWorldFile(file, `${issue!.path.join('.') || 'the file'}: ${issue!.message}`);
  }
  return ({ world }) => furnishWorld(world, parsed.data);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What makes a program believe that this sandbox is WeChat, if it lets itself be told the addresses. */
export function environment({ url, world }: RunningSandbox): Record<string, string> {
  const { appId, secret } = world.accounts.list().find(({ key }) => key === 'main') ?? SANDBOX_ACCOUNT;
  return {
    SANDBOX: 'off',
    WECHAT_APP_ID: appId,
    WECHAT_APP_SECRET: secret,
    WECHAT_API_URL: url,
    WECHAT_OPEN_URL: url,
  };
}

/** Where the sandbox itself is, for tests and for {@link hostsPreload}. */
export function addresses({ url, tlsUrl }: RunningSandbox): Record<string, string> {
  return { SANDBOX_URL: url, ...(tlsUrl && { SANDBOX_TLS_URL: tlsUrl }) };
}

/** What makes programs trust its certificate, each in their language's way. */
export function trust({ certificateFile, bundleFile }: KeptAuthority): Record<string, string> {
  return {
    NODE_EXTRA_CA_CERTS: certificateFile,
    SSL_CERT_FILE: bundleFile,
    REQUESTS_CA_BUNDLE: bundleFile,
    CURL_CA_BUNDLE: bundleFile,
  };
}

/** What leads a Node program's connections to WeChat's hosts here, beside the NODE_OPTIONS it has. */
export function hostsPreload(root: string, present = ''): Record<string, string> {
  const file = path.join(root, 'bin/lingpai-sandbox-hosts.cjs');
  // Within NODE_OPTIONS, quotes keep a path with spaces together.
  const quoted = `--require="${file.replaceAll(/["\\]/g, '\\$&')}"`;
  return { NODE_OPTIONS: [present, quoted].filter(Boolean).join(' ') };
}

/** What leads other programs' there: the sandbox as the proxy of all that is not this machine. */
export function proxies({ url }: RunningSandbox): Record<string, string> {
  const [proxy, direct] = [url.replace('localhost', '127.0.0.1'), 'localhost,127.0.0.1,::1'];
  return {
    HTTPS_PROXY: proxy,
    https_proxy: proxy,
    HTTP_PROXY: proxy,
    http_proxy: proxy,
    NO_PROXY: direct,
    no_proxy: direct,
  };
}
