import type { SandboxAccount } from '../sandbox-account.js';

/** A button as the account sent it, fields that nobody knows included. */
export interface MenuButton {
  readonly name: string;
  readonly type?: string;
  readonly key?: string;
  readonly url?: string;
  readonly sub_button?: readonly MenuButton[];
  readonly [field: string]: unknown;
}

/** The menus below the chats of accounts. */
export class Menus {
  private readonly byAppId = new Map<string, readonly MenuButton[]>();

  find({ appId }: SandboxAccount): readonly MenuButton[] | null {
    return this.byAppId.get(appId) ?? null;
  }

  put({ appId }: SandboxAccount, buttons: readonly MenuButton[]): void {
    this.byAppId.set(appId, buttons);
  }

  remove({ appId }: SandboxAccount): void {
    this.byAppId.delete(appId);
  }

  clear(): void {
    this.byAppId.clear();
  }
}
