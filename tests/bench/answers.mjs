// How soon the page answers, in headless Chromium: opening to first prediction, key press to painted predictions, key press to
// a painted step, two thousand training steps. Needs dist/ (cargo xtask build). Started by `cargo xtask bench`.
//
//     node tests/bench/answers.mjs [--presses N]
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import { serve } from "./serve.mjs";
import { median, quantile } from "./statistics.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const { values: options } = parseArgs({ options: { presses: { type: "string", default: "60" } } });
const presses = Number(options.presses);

const server = await serve({ "/this/": join(root, "dist") });
const browser = await chromium.launch({
  executablePath: process.env.CHROME,
  args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
});
try {
  const opening = [];
  for (let i = 0; i < 9; i += 1) opening.push(await open());
  say("opening to first prediction", opening);

  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${server.origin}/this/`);
  const context = page.getByRole("textbox", { name: "Context" }).or(page.getByRole("combobox", { name: "Context" })).first();
  await page.getByRole("list", { name: "Predictions" }).getByRole("listitem").first().waitFor();
  await context.fill("");
  await context.focus();
  await watch(page, "Predictions");
  const keys = "the brown hen quietly eats the old goat past a red duck likes ".repeat(4);
  say("key press to painted predictions", await press(page, [...keys].slice(0, presses).map((key) => (key === " " ? "Space" : key))));

  const steps = await page.evaluate(async () => {
    const model = await glasslm.create({ corpus: { name: "farmyard" } });
    await model.train({ steps: 500 });
    const seconds = [];
    for (let i = 0; i < 5; i += 1) {
      const began = performance.now();
      await model.train({ steps: 2000 });
      seconds.push(performance.now() - began);
    }
    return seconds;
  });
  say("2,000 steps of batch 32 on the default model, wall clock", steps);

  await page.getByRole("link", { name: "Step" }).or(page.getByRole("button", { name: "Step", exact: true })).first().click();
  await page.getByRole("button", { name: "Next step" }).waitFor();
  await page.locator("body").click({ position: { x: 5, y: 5 } });
  await watch(page, "step");
  say("key press to a painted step, farmyard", await press(page, Array.from({ length: presses }, (_, i) => (Math.floor(i / 16) % 2 === 0 ? "ArrowRight" : "ArrowLeft"))));
  console.log(`${cpus()[0].model}, ${cpus().length} cores, Chromium ${browser.version()}`);
} finally {
  await browser.close();
  server.close();
}

/** A visit with nothing cached: milliseconds from the navigation until a prediction stands there. */
async function open() {
  const visit = await browser.newContext();
  const page = await visit.newPage();
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (document.querySelector("[aria-label=Predictions] li") === null) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => { globalThis.predicted = performance.now(); }));
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(`${server.origin}/this/`);
  await page.waitForFunction(() => globalThis.predicted !== undefined);
  const milliseconds = await page.evaluate(() => globalThis.predicted);
  await visit.close();
  return milliseconds;
}

/** From each key press on: when the place that answers has changed and been painted. */
function watch(page, what) {
  return page.evaluate((what) => {
    globalThis.answers = [];
    let pressed = null;
    addEventListener("keydown", () => { pressed = performance.now(); }, { capture: true });
    const place = what === "Predictions" ? document.querySelector("[aria-label=Predictions]") : document.querySelector("main");
    new MutationObserver(() => {
      if (pressed === null) return;
      const began = pressed;
      pressed = null;
      // A task after the next frame's callbacks: the frame has been painted.
      requestAnimationFrame(() => setTimeout(() => { globalThis.answers.push(performance.now() - began); }));
    }).observe(place, { subtree: true, childList: true, characterData: true, attributes: true });
  }, what);
}

async function press(page, keys) {
  for (const key of keys) {
    await page.keyboard.press(key);
    // As fast as a quick typist.
    await page.waitForTimeout(80);
  }
  return page.evaluate(() => globalThis.answers);
}

function say(what, milliseconds) {
  const figure = (share) => quantile(milliseconds, share).toFixed(1);
  console.log(`${what}: median ${median(milliseconds).toFixed(1)} ms, 95 % within ${figure(0.95)} ms (${milliseconds.length} times)`);
}
