// What can be seen by whom: rings that are drawn, fields that have an edge, a stage that is not covered, marks in forced colours,
// large type in charts, and no line that runs off a narrow page.
import type { Page } from "@playwright/test";
import { measure } from "../../www/story/measure.ts";
import { expect, test } from "./page.ts";

async function room(page: Page, name: string): Promise<void> {
  await page.locator(`nav a[href^="#/${name}"]`).click();
  await expect(page.locator(`main.${name} *`).first()).toBeAttached();
  if (name === "step") await expect(page.getByRole("region", { name: "Steps" })).toBeVisible();
}
const ROOMS = ["predict", "step", "train", "measure", "primer", "corpus"];

/** Every part of the page, by name. */
async function* parts(page: Page): AsyncGenerator<string> {
  for (const name of ROOMS) {
    await room(page, name);
    const tabs = page.locator("main.measure nav a, main.primer nav a, main.primer [role=tab]");
    const count = await tabs.count();
    for (let at = 0; at < Math.max(1, count); at += 1) {
      if (count > 0) await tabs.nth(at).click();
      await page.waitForTimeout(300);
      yield `${name} ${String(at + 1)}`;
    }
  }
}

test("is the ring of whatever has the focus drawn whole?", async ({ opened: { page } }) => {
  test.setTimeout(180_000);
  const clipped: string[] = [];
  for await (const part of parts(page)) {
    await page.keyboard.press("Tab");
    clipped.push(
      ...(await page.evaluate((part) => {
        const wrong = new Set<string>();
        const focusable = document.querySelectorAll<HTMLElement>(
          "a[href], button, input, select, textarea, [tabindex='0']",
        );
        for (const element of [...focusable].slice(0, 120)) {
          if (element.getClientRects().length === 0 || element.closest("[inert], .heard") || element.matches(".heard"))
            continue;
          element.focus({ preventScroll: true });
          element.scrollIntoView({ block: "nearest", inline: "nearest" });
          const style = getComputedStyle(element);
          if (!element.matches(":focus-visible") || style.outlineStyle === "none") continue;
          const out = parseFloat(style.outlineOffset) + parseFloat(style.outlineWidth);
          const box = element.getBoundingClientRect();
          for (let around = element.parentElement; around && around !== document.body; around = around.parentElement) {
            const { overflowX, overflowY, contain } = getComputedStyle(around);
            // What scrolls may be scrolled on: only what can never be seen is wrong.
            const cuts =
              /paint|strict|content/.test(contain) || [overflowX, overflowY].some((way) => /hidden|clip/.test(way));
            if (!cuts) continue;
            const room = around.getBoundingClientRect();
            const missing = Math.max(
              room.left - (box.left - out),
              room.top - (box.top - out),
              box.right + out - room.right,
              box.bottom + out - room.bottom,
            );
            if (missing > 1 && box.width > 0)
              wrong.add(
                `${part}: ${element.outerHTML.slice(0, 70)} loses ${missing.toFixed(1)} px in ${around.className}`,
              );
          }
        }
        return [...wrong];
      }, part)),
    );
  }
  expect(clipped).toEqual([]);
});

for (const theme of ["light", "dark"] as const)
  test(`has every field an edge of at least 3:1, ${theme}?`, async ({ opened: { page } }) => {
    await page.emulateMedia({ colorScheme: theme });
    const faint: string[] = [];
    for await (const part of parts(page))
      faint.push(
        ...(await page.evaluate((part) => {
          // WCAG's contrast of two colours as the browser gives them.
          const light = (colour: string): number => {
            const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map((x) => {
              const share = Number(x) / 255;
              return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const contrast = (a: string, b: string): number =>
            (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
          const ground = (element: Element | null): string => {
            for (let at = element; at; at = at.parentElement) {
              const { backgroundColor } = getComputedStyle(at);
              if (!/^rgba.*, 0\)$|transparent/.test(backgroundColor)) return backgroundColor;
            }
            return getComputedStyle(document.body).backgroundColor;
          };
          const fields = document.querySelectorAll(
            "input[type=text], input[type=search], input[type=number], select, textarea",
          );
          return [...fields].flatMap((field) => {
            if (field.getClientRects().length === 0) return [];
            const ratio = contrast(getComputedStyle(field).borderTopColor, ground(field.parentElement));
            return ratio < 3 ? [`${part}: ${field.outerHTML.slice(0, 60)} ${ratio.toFixed(2)}`] : [];
          });
        }, part)),
      );
    expect(faint).toEqual([]);
  });

for (const [zoom, size] of [
  [200, { width: 720, height: 450 }],
  [400, { width: 360, height: 225 }],
] as const)
  test(`can the stage be seen at ${String(zoom)} % zoom?`, async ({ opened: { page } }) => {
    await page.setViewportSize(size);
    await room(page, "step");
    const seen = await page.evaluate(() => {
      const canvas = document.querySelector("main.step canvas");
      if (!canvas) return 0;
      canvas.scrollIntoView({ block: "start" });
      let free = 0;
      let all = 0;
      const box = canvas.getBoundingClientRect();
      for (let y = 4; y < innerHeight; y += 8) {
        if (y < box.top || y > box.bottom) continue;
        all += 1;
        const there = document.elementFromPoint(innerWidth / 2, y);
        if (there?.closest(".stage")) free += 1;
      }
      return all * 8 < innerHeight / 2 ? 0 : free / all;
    });
    expect(seen).toBeGreaterThan(0.95);
  });

for (const colorScheme of ["light", "dark"] as const)
  test(`does every mark keep a colour where colours are forced, ${colorScheme}?`, async ({ opened: { page } }) => {
    test.setTimeout(120_000);
    // The other theme was chosen: what a canvas paints would not be seen on the system's ground.
    await page.evaluate(
      (theme) => localStorage.setItem("glasslm.theme", theme),
      colorScheme === "dark" ? "light" : "dark",
    );
    await page.emulateMedia({ forcedColors: "active", colorScheme });
    await page.reload();
    await page.evaluate(() => (globalThis as unknown as { glasslm: { ready: Promise<void> } }).glasslm.ready);
    await expect(page.locator("html")).toHaveAttribute("data-theme", colorScheme);
    await page.locator("main.predict input").first().fill("the hen ");
    const lost: string[] = [];
    for await (const part of parts(page))
      lost.push(
        ...(await page.evaluate((part) => {
          const ground = getComputedStyle(document.body).backgroundColor;
          const marks = document.querySelectorAll<HTMLElement>(
            ".bar:not(td, :has(*)), .bar > *, .done, .carriage .head, .station.passed, .column > span, .swatch, .primary, [aria-current=page], [aria-current=true]:is(a, button)",
          );
          return [...marks].flatMap((mark) => {
            const box = mark.getBoundingClientRect();
            if (box.width < 2 || box.height < 2) return [];
            const style = getComputedStyle(mark);
            if (style.backgroundImage !== "none" || mark.querySelector("i, span.part")) return [];
            const drawn = style.backgroundColor !== ground && !/^rgba.*, 0\)$|transparent/.test(style.backgroundColor);
            return drawn ? [] : [`${part}: ${mark.outerHTML.slice(0, 70)} ${style.backgroundColor}`];
          });
        }, part)),
      );
    expect([...new Set(lost)]).toEqual([]);
  });

test("is nothing wider than a page of 320 px, and nothing lost with wide text spacing?", async ({
  opened: { page },
}) => {
  test.setTimeout(120_000);
  await page.setViewportSize({ width: 320, height: 640 });
  const wide: string[] = [];
  for (const spaced of [false, true]) {
    if (spaced)
      await page.evaluate(() => {
        // WCAG 1.4.12, set as an extension of the reader's would.
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(
          "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }",
        );
        document.adoptedStyleSheets.push(sheet);
      });
    for await (const part of parts(page)) {
      const [page_, view] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      if ((page_ ?? 0) > (view ?? 0)) wide.push(`${part}${spaced ? ", spaced" : ""}: ${String(page_)}`);
    }
  }
  expect(wide).toEqual([]);
});

test("does the type of charts grow with the page's?", async ({ opened: { page } }) => {
  const sizes = async (): Promise<Record<string, number>> => {
    const found: Record<string, number> = {};
    for await (const part of parts(page))
      found[part] = await page.evaluate(() =>
        Math.min(
          ...[...document.querySelectorAll("main svg text")]
            .filter((text) => text.getClientRects().length > 0)
            .map((text) => {
              const svg = (text as SVGTextElement).getScreenCTM();
              return parseFloat(getComputedStyle(text).fontSize) * (svg?.d ?? 1);
            }),
          1000,
        ),
      );
    return found;
  };
  const before = await sizes();
  await page.getByRole("button", { name: /larger type/i }).click();
  const after = await sizes();
  for (const [part, size] of Object.entries(before))
    if (size < 1000 && (after[part] ?? 1000) < 1000) expect(after[part], part).toBeGreaterThan(1.3 * size);
  expect(measure.index).toBeTruthy();
});

test("is every picture drawn at the screen's density, also when the window moves to another screen?", async ({
  opened: { page },
}) => {
  test.setTimeout(120_000);
  const session = await page.context().newCDPSession(page);
  const { width, height } = page.viewportSize() ?? { width: 1280, height: 720 };
  // The browser notices with the next layout: the window is another pixel narrower each time.
  let narrower = 0;
  const screen = (deviceScaleFactor: number): Promise<unknown> =>
    session.send("Emulation.setDeviceMetricsOverride", {
      width: width - ++narrower,
      height,
      deviceScaleFactor,
      mobile: false,
    });
  for (const [name, ready] of [
    ["predict", "main.predict canvas"],
    ["step", "main.step canvas"],
    ["train", "main.train canvas"],
  ] as const) {
    await screen(1);
    await room(page, name);
    await expect(page.locator(ready).first()).toBeVisible({ timeout: 20_000 });
    for (const density of [2, 1.5, 1]) {
      await screen(density);
      await expect
        .poll(
          () =>
            page
              .locator(ready)
              .evaluateAll((all) =>
                (all as HTMLCanvasElement[])
                  .filter((canvas) => canvas.getClientRects().length > 0)
                  .map((canvas) => (canvas.width / canvas.getBoundingClientRect().width).toFixed(1)),
              ),
          { message: `${name} at ${String(density)}` },
        )
        .toEqual(await page.locator(ready).evaluateAll((all, to) => all.map(() => to.toFixed(1)), density));
    }
  }
});

test("does a theme that was chosen outlive the system's dusk and morning, and is what the system says no choice?", async ({
  opened: { page },
}) => {
  const shown = (): Promise<string | undefined> => page.evaluate(() => document.documentElement.dataset["theme"]);
  const button = page.locator("header").getByRole("button", { name: /dark|light/i });
  await page.emulateMedia({ colorScheme: "light" });
  await expect.poll(shown).toBe("light");
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(shown).toBe("dark");
  await page.emulateMedia({ colorScheme: "light" });
  await expect.poll(shown).toBe("light");
  await button.click();
  await expect.poll(shown).toBe("dark");
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(100);
    expect(await shown(), colorScheme).toBe("dark");
  }
  await page.reload();
  await expect.poll(shown).toBe("dark");
});
