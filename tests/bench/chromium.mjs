// The browser that is measured in: nothing of its own goes on in the background.
import { chromium } from "@playwright/test";

const quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];

/** `webgpu`: on whatever adapter there is; `headed`: with a window. */
export function launch({ webgpu = false, headed = false } = {}) {
  return chromium.launch({
    executablePath: process.env.CHROME,
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
