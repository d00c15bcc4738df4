// What every browser test starts from: the page opened on a strict host, and everything it did wrong on the way.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test as base, expect, type FrameLocator, type Locator, type Page, type Response } from "@playwright/test";

export interface Opened {
  page: Page;
  /** Every response so far, in order. */
  responses: Response[];
  /** Policy violations, errors of scripts, requests to other hosts, answers other than 200: what must stay empty. */
  faults: string[];
}

/** `opened`: the page, loaded, with its first model. After each test its faults must be none. */
export const test = base.extend<{ opened: Opened }>({
  opened: async ({ page, baseURL }, use) => {
    const faults: string[] = [];
    const responses: Response[] = [];
    const origin = new URL(baseURL ?? "").origin;
    page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
    page.on("console", (message) => {
      // The browser reports a violation of the policy as an error on the console, from the worker too.
      if (message.type() === "error") faults.push(`console: ${message.text()}`);
    });
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith("http") && url.origin !== origin) faults.push(`request to ${url.href}`);
    });
    page.on("response", (response) => {
      responses.push(response);
      // 304: what the browser has kept is what the host has.
      if (![200, 304].includes(response.status())) faults.push(`${String(response.status())} for ${response.url()}`);
    });
    await page.addInitScript(() => {
      // An object where a sentence was meant.
      const look = (changes: readonly MutationRecord[]): void => {
        for (const { type, target, addedNodes } of changes)
          for (const node of type === "characterData" ? [target] : addedNodes)
            if (node.textContent?.includes("[object ")) {
              const text = node.textContent;
              // Nobody catches it: it is a fault of the page.
              setTimeout(() => {
                throw new Error(`shown: ${text.slice(0, 200)}`);
              });
            }
      };
      new MutationObserver(look).observe(document, { childList: true, characterData: true, subtree: true });
    });
    await page.goto("");
    await expect(page.getByRole("main")).toBeVisible();
    await page.evaluate(() => (globalThis as unknown as { glasslm: { ready: Promise<void> } }).glasslm.ready);
    await use({ page, responses, faults });
    expect(faults).toEqual([]);
  },
});

/** Opens the page, again where it is open, with code that its worker runs before it answers anybody. */
export async function withWorkerCode(page: Page, code: string): Promise<void> {
  let met = 0;
  await page.route(/\/assets\/entry-[^/]*\.js$/, async (route) => {
    met += 1;
    const response = await route.fetch();
    await route.fulfill({ response, body: `{ ${code} }\n${await response.text()}` });
  });
  await (page.url() === "about:blank" ? page.goto("") : page.reload());
  // The file may have got another name.
  await expect.poll(() => met).toBeGreaterThan(0);
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong with the page as it stands. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  });
}

/** What is shown with this text. The voice says some of it a second time to those who listen, two seconds later at most:
 * a test that finds both is right or wrong by the clock, so lint leaves `getByText` to this place. */
export function inSight(
  scope: Page | Locator | FrameLocator,
  text: string | RegExp,
  options?: { exact?: boolean },
): Locator {
  // eslint-disable-next-line no-restricted-properties -- the one place
  return scope.getByText(text, options).and(scope.locator(":not(p.heard[aria-live=polite])"));
}

export { expect };
