// axe in every room, every part of a room and every dialog: light and dark, on a desk and on a phone, and once in forced colours.
import { expect, test, violations } from "./page.ts";
import { DESK, PHONE, states } from "./states.ts";

for (const [theme, size] of [
  ["light", DESK],
  ["dark", DESK],
  ["light", PHONE],
  ["dark", PHONE],
] as const)
  test(`does axe find nothing anywhere, ${theme}, ${String(size.width)} px wide?`, async ({ opened: { page } }) => {
    test.setTimeout(300_000);
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await page.setViewportSize(size);
    const found: string[] = [];
    for await (const state of states(page, "the hen"))
      found.push(...(await violations(page)).map((violation) => `${state}: ${violation}`));
    expect(found).toEqual([]);
  });

test("does axe find nothing anywhere in forced colours?", async ({ opened: { page } }) => {
  test.setTimeout(300_000);
  await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
  const found: string[] = [];
  for await (const state of states(page, "the hen"))
    found.push(...(await violations(page)).map((violation) => `${state}: ${violation}`));
  expect(found).toEqual([]);
});
