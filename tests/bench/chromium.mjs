// The browser that is measured in: nothing of its own goes on in the background.
import { chromium } from "@playwright/test";
import { executable } from "../chromium.mjs";

const quiet = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** `webgpu`: on whatever adapter there is; `headed`: with a window. */
export function launch({ webgpu = false, headed = false } = {}) {
  return chromium.launch({
    executablePath: executable(),
    headless: !headed,
    args: webgpu ? [...quiet, "--enable-unsafe-webgpu"] : quiet,
  });
}

/** GlassLM's page, with the functions of page.js as `bench`, and what it says of WebGPU. */
export async function openWithCard(browser, origin) {
  const page = await browser.newPage();
  await page.goto(`${origin}/this/`);
  const card = await page.evaluate(async () => {
    await glasslm.ready;
    globalThis.bench = await import("/bench/page.js");
    return (await glasslm.backends()).find(({ name }) => name === "webgpu");
  });
  return { page, card };
}

/** GlassLM's page with its first predictions, in a lecturer's window. */
export async function visit(browser, origin) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${origin}/this/`);
  await page.getByRole("list", { name: "Predictions" }).getByRole("listitem").first().waitFor();
  return page;
}

/** Puts a model with so many invented words on the page, over so many lines of text. */
export function show(page, { words, lines = 300, ...sizes }) {
  return page.evaluate(
    async ([words, lines, sizes]) => {
      const vocabulary = ["</s>", "<unk>", ...Array.from({ length: words - 2 }, (_, id) => `w${id}`)];
      const text = Array.from({ length: lines }, (_, line) =>
        Array.from({ length: 9 }, (_, at) => `w${(line * 7919 + at * at * 31) % (words - 2)}`).join(" "),
      );
      const before = glasslm.model;
      await glasslm.show(await glasslm.create({ corpus: { text: text.join("\n") }, vocabulary, ...sizes }));
      await before.dispose();
    },
    [words, lines, sizes],
  );
}
