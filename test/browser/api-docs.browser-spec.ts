import { setUpStage } from '../support/browser-stage.js';

const inBrowser = setUpStage();

// The stage complains of every request to a stranger, every script error and every refusal by the CSP.
it(
  '/docs shows every operation, tries one out with a key, and asks nobody but this server',
  inBrowser(async (scene) => {
    const { page } = await scene.open({ locale: 'en-GB' });
    await page.goto(`${scene.app.origin}/docs`);
    expect(await page.title()).toBe('Lingpai REST API');
    const document = (await (await page.request.get(`${scene.app.origin}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { operationId: string }>>;
    };
    const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
    await page
      .locator('.opblock')
      .nth(operations.length - 1)
      .waitFor();
    expect(await page.locator('.opblock').count()).toBe(operations.length);
    expect(await page.locator('.errors-wrapper').count()).toBe(0);

    await page.getByRole('button', { name: 'Authorize' }).click();
    await page.locator('.auth-container input').fill('lp_notAKey');
    await page.locator('.auth-btn-wrapper .authorize').click();
    await page.locator('.auth-btn-wrapper .btn-done').click();
    await page.locator('#operations-Global_token-getGlobalToken').click();
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.locator('.parameters input').first().fill('main');
    await page.getByRole('button', { name: 'Execute' }).click();
    const answer = page.locator('.live-responses-table .response');
    await answer.waitFor();
    expect(await answer.textContent()).toContain('caller.key_malformed');
    expect(await page.evaluate('localStorage.length + sessionStorage.length')).toBe(0);
  }),
);
