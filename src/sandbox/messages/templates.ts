import type { SandboxAccount } from '../sandbox-account.js';

/** A template an account may fill in. */
export interface Template {
  readonly id: string;
  readonly title: string;
  /** As in the console: `时间：{{time1.DATA}}`, a line each. */
  readonly content: string;
}

/** The template each account has from the start. */
export const READY_TEMPLATE: Template = {
  id: 'sandbox-login-reminder-0000000000000000001',
  title: '登录提醒',
  content: '账号：{{keyword1.DATA}}\n时间：{{keyword2.DATA}}\n{{remark.DATA}}',
};

const PLACE = /\{\{(\w+)\.DATA\}\}/g;

/** The templates of accounts (模板消息). */
export class Templates {
  private readonly byAppId = new Map<string, Map<string, Template>>();

  find({ appId }: SandboxAccount, id: unknown): Template | null {
    if (id === READY_TEMPLATE.id) return READY_TEMPLATE;
    return typeof id === 'string' ? (this.byAppId.get(appId)?.get(id) ?? null) : null;
  }

  list({ appId }: SandboxAccount): Template[] {
    return [READY_TEMPLATE, ...(this.byAppId.get(appId)?.values() ?? [])];
  }

  add({ appId }: SandboxAccount, template: Template): void {
    const own = this.byAppId.get(appId) ?? new Map<string, Template>();
    this.byAppId.set(appId, own.set(template.id, template));
  }

  clear(): void {
    this.byAppId.clear();
  }
}

/** A template with what was given in its places; lines that stay empty are left out. */
export function filledTemplate(
  { content }: Template,
  values: ReadonlyMap<string, string>,
): { name: string; value: string }[] {
  return content
    .split('\n')
    .map((line) => {
      const [name, ...rest] = line.split(/[：:]/);
      const value = (rest.length > 0 ? rest.join('：') : name!).replace(
        PLACE,
        (_, key: string) => values.get(key) ?? '',
      );
      return { name: rest.length > 0 ? name! : '', value };
    })
    .filter(({ value }) => value !== '');
}
