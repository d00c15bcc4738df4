// The Step room, walked as a person would: by keyboard alone, and by what is said.
import { expect, test } from './page.ts';
import type { Page } from '@playwright/test';

/** Opens the room on an example of the farmyard's corpus, and waits for the rail. */
async function enter(page: Page, hash = '#/step'): Promise<void> {
  await page.evaluate((to) => { location.hash = to; }, hash);
  await page.evaluate(() => { dispatchEvent(new PopStateEvent('popstate')); });
  await expect(page.getByRole('region', { name: 'Steps' })).toBeVisible();
}

const announced = (page: Page) => page.getByRole('region', { name: 'Steps' }).getByRole('status');
const inspector = (page: Page) => page.getByRole('region', { name: 'Inspector' });

/** The plan's steps as the engine names them. */
function plan(page: Page): Promise<{ id: string; title: string; phase: string }[]> {
  return page.evaluate(async () => {
    const { glasslm } = globalThis as unknown as { glasslm: { model: { trace: (context: string, target: number, options: object) => Promise<{ steps: { id: string; title: string; phase: string }[] }> } } };
    return (await glasslm.model.trace('the hen', 3, {})).steps;
  });
}

test('does the keyboard walk every step forward and back, each announced?', async ({ opened: { page } }) => {
  await enter(page);
  const steps = await plan(page);
  expect(steps.length).toBeGreaterThanOrEqual(17);
  await page.keyboard.press('Home');
  for (const [at, step] of steps.entries()) {
    await page.keyboard.press('ArrowRight');
    await expect(announced(page)).toContainText(`Step ${String(at + 1)} of ${String(steps.length)}, ${step.phase}: ${step.title}`);
    await expect(inspector(page).getByRole('heading', { level: 2 })).toHaveText(step.title);
    await expect(inspector(page).locator('math').first()).toBeVisible();
  }
  await page.keyboard.press('ArrowRight');
  await expect(announced(page)).toContainText(`Step ${String(steps.length)} of`);
  for (let at = steps.length - 2; at >= 0; at -= 1) {
    await page.keyboard.press('ArrowLeft');
    await expect(announced(page)).toContainText(`Step ${String(at + 1)} of`);
  }
  await page.keyboard.press('End');
  await expect(announced(page)).toContainText(`Step ${String(steps.length)} of`);
  await page.keyboard.press('Home');
  await expect(announced(page)).toContainText('Before the first step');
});
