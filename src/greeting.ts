import type { RunningServer } from './start.js';

/** The oldest Node line that still gets fixes (Node 20 ended in April 2026, 21 and 23 before). */
const OLDEST_SUPPORTED = 22;

/** What a person on a laptop should know once the server answers: the addresses. */
export function greeting(server: RunningServer): string[] {
  const lines = [`Lingpai 令牌  ${server.publicUrl}`];
  if (server.sandbox) {
    lines.push(
      `  手机 phone     ${server.sandbox.url}   open this: a WeChat on your laptop (模拟微信)`,
      `  检查 inspector  ${server.sandbox.url}/inspector   (each call, its answer, faults, the clock)`,
      `  业务页 page     ${server.publicUrl}/me   (in WeChat’s browser, or on the phone)`,
    );
  }
  lines.push(`  控制台 console ${server.publicUrl}/admin`);
  if (server.setupUrl) lines.push(setupLine(server.setupUrl));
  lines.push(
    `  接口 API       ${server.publicUrl}/docs   (npx lingpai api-key create …)`,
    `  health         ${server.publicUrl}/readyz`,
  );
  if (server.dataFolder) lines.push(`  数据 data      ${server.dataFolder}`);
  return lines;
}

/** How the first operator gets in. */
export function setupLine(setupUrl: string): string {
  return `  首次设置 set-up ${setupUrl}   (once, within 30 minutes; 一次有效)`;
}

/** What an operator should change about the machine. */
export function warnings(nodeVersion: string): string[] {
  const outdated = Number(nodeVersion.split('.')[0]) < OLDEST_SUPPORTED;
  return outdated ? [`Node ${nodeVersion} gets no more security fixes; run an LTS line, 24 or newer.`] : [];
}
