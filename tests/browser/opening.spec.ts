import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { expect, test } from './page.ts';

/** What a visitor may have to download before the page works, each file gzipped at the highest level. */
const FIRST_LOAD_BYTES = 300_000;

test('does the page open under any folder, with a strict policy, from its own host alone?', async ({ opened }) => {
  await expect(opened.page).toHaveTitle(/GlassLM/);
  await expect(opened.page.getByRole('heading', { level: 1 })).toBeVisible();
});

test('is the first load small?', async ({ opened }) => {
  await opened.page.waitForLoadState('networkidle');
  const sizes = await Promise.all(
    opened.responses.map(async (response) => ({ url: response.url(), gzip: gzipSync(await response.body(), { level: 9 }).length })),
  );
  const total = sizes.reduce((sum, { gzip }) => sum + gzip, 0);
  for (const { url, gzip } of sizes) process.stdout.write(`    ${(gzip / 1000).toFixed(1).padStart(7)} kB  ${new URL(url).pathname}\n`);
  process.stdout.write(`    ${(total / 1000).toFixed(1).padStart(7)} kB  gzip, first load, at most ${String(FIRST_LOAD_BYTES / 1000)} kB\n`);
  expect(total).toBeGreaterThan(0);
  expect(total).toBeLessThanOrEqual(FIRST_LOAD_BYTES);
});

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

for (const colorScheme of ['light', 'dark'] as const) {
  test(`can everyone read the page, ${colorScheme}?`, async ({ opened: { page } }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(axe);
    const violations = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
      return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
    });
    expect(violations).toEqual([]);
  });
}

for (const [width, height] of [[1440, 900], [1024, 768], [390, 844]] as const) {
  test(`does the page fit a window of ${String(width)} x ${String(height)}?`, async ({ opened: { page } }) => {
    await page.setViewportSize({ width, height });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
}
