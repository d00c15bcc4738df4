// Pictures of the page for a person to look at: `npm run screenshots` writes them to tests/browser/screenshots/.
import { test } from "./page.ts";

for (const colorScheme of ["light", "dark"] as const) {
  for (const [width, height] of [
    [1440, 900],
    [1024, 768],
    [390, 844],
  ] as const) {
    const name = `${String(width)}x${String(height)}-${colorScheme}`;
    test(name, async ({ opened: { page } }) => {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.waitForLoadState("networkidle");
      await page.screenshot({ path: `tests/browser/screenshots/${name}.png` });
    });
  }
}
