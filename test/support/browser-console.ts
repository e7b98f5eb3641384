import type { Locator, Page } from 'playwright-core';
import { OperatorsService } from '../../src/operators/operators.service.js';
import type { Role } from '../../src/operators/roles.js';
import type { Actor, Scene } from './browser-stage.js';
import { PASSWORD } from './operator-browser.js';

/** How the console is looked at. */
export interface ConsoleLook {
  readonly language?: 'zh-CN' | 'en';
  readonly theme?: 'light' | 'dark';
  /** CSS pixels. */
  readonly width?: number;
}

/** Every page of the console that one comes to by its menu, by what follows `/admin`. */
export const CONSOLE_PAGES = [
  '',
  '/users',
  '/tokens',
  '/accounts',
  '/callers',
  '/replies',
  '/audit',
  '/operators',
  '/self',
  '/self/sessions',
];

/** Makes an operator, once in a file. */
export async function makeOperator(scene: Scene, name: string, role: Role): Promise<void> {
  const operators = scene.app.server.app.get(OperatorsService);
  if (!(await operators.list()).some((operator) => operator.name === name))
    await operators.add({ name, role, password: PASSWORD });
}

/** A browser at the console's door, as somebody who likes it so. */
export async function openConsole(scene: Scene, look: ConsoleLook = {}): Promise<Actor> {
  const { language = 'zh-CN', theme = 'light', width = 1440 } = look;
  const actor = await scene.open({
    viewport: { width, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    // A panel that is still fading in has no colours to judge.
    reducedMotion: 'reduce',
  });
  const likes = JSON.stringify({ language, theme, density: 'comfortable' });
  await actor.context.addInitScript(
    `if (location.protocol.startsWith('http')) localStorage.setItem('lingpai.console', ${JSON.stringify(likes)})`,
  );
  return actor;
}

/** Types name and password into the door, and waits to be inside. */
export async function signIn(page: Page, name: string, password = PASSWORD): Promise<void> {
  await page.locator('input[autocomplete=username]').fill(name);
  await page.locator('input[type=password]').fill(password);
  await page.locator('button[type=submit]').click();
}

/** A browser inside the console, at `/admin` and what follows it. */
export async function enterConsole(
  scene: Scene,
  { name = 'owner', role = 'owner' as Role, path = '', ...look } = {} as ConsoleLook & {
    name?: string;
    role?: Role;
    path?: string;
  },
): Promise<Actor> {
  await makeOperator(scene, name, role);
  const actor = await openConsole(scene, look);
  await actor.page.goto(`${scene.app.origin}/admin${path}`);
  await signIn(actor.page, name);
  await actor.page.locator('#content').waitFor();
  return actor;
}

/** Gives the password where the console asks once more who is there. */
export async function confirmPresence(page: Page): Promise<void> {
  const dialog = presenceDialog(page);
  await dialog.locator('input[type=password]').fill(PASSWORD);
  await dialog.locator('.ant-btn-primary').click();
  await dialog.waitFor({ state: 'hidden' });
}

/** The same where it does ask: it remembers for a while. Waits for what was wanted. */
export async function confirmIfAsked(page: Page, wanted: Locator): Promise<void> {
  const dialog = presenceDialog(page);
  await wanted.or(dialog).first().waitFor();
  if (!(await dialog.isVisible())) return;
  await confirmPresence(page);
  await wanted.waitFor();
}

function presenceDialog(page: Page): Locator {
  return page.getByRole('dialog').filter({ has: page.locator('input[type=password]') });
}
