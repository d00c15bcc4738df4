// How soon the page answers, in headless Chromium: opening to first prediction, key press to painted predictions, key press to
// a painted step, two thousand training steps; predictions at 50,000 words and a step at 10,000 too. Needs dist/ (cargo xtask
// build); another folder's page is measured with --dist, to compare two on the same quiet machine. Started by `cargo xtask bench`.
//
//     node tests/bench/answers.mjs [--presses N] [--dist FOLDER] [--only large]
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { launch, show, visit } from "./chromium.mjs";
import { serve } from "./serve.mjs";
import { median, quantile } from "./statistics.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const { values: options } = parseArgs({
  options: { presses: { type: "string", default: "60" }, dist: { type: "string", default: join(root, "dist") }, only: { type: "string" } },
});
const presses = Number(options.presses);
/** Milliseconds from key to key of a quick typist. */
const QUICK = 80;

const server = await serve({ "/this/": `${options.dist}/` });
const browser = await launch();
try {
  if (options.only !== "large") await farmyard();
  await large();
  console.log(`${cpus()[0].model}, ${cpus().length} cores, Chromium ${browser.version()}`);
} finally {
  await browser.close();
  server.close();
}

/** The page as it opens. */
async function farmyard() {
  const opening = [];
  for (let i = 0; i < 9; i += 1) opening.push(await open());
  say("opening to first prediction", opening);

  const page = await visit(browser, server.origin);
  say("key press to painted predictions", await type(page, "the brown hen quietly eats the old goat past a red duck likes "));

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
  say("key press to a painted step, farmyard", await walk(page));
  say("key press to a painted step, farmyard, one by one", await walk(page, 700));
  await page.close();
}

/** Vocabularies far beyond the farmyard's, of invented words. */
async function large() {
  const page = await visit(browser, server.origin);
  await show(page, { words: 50_000, context: 3 });
  say("key press to painted predictions, |V| = 50,000", await type(page, "w1 w22 w333 w4444 w17 w1 w20 w31 w4 w500 "));
  await show(page, { words: 10_000, context: 8, embedding: 64, hidden: 256 });
  say("key press to a painted step, |V| = 10,000, n = 8, d = 64, H = 256", await walk(page));
  await page.close();
}

/** Types letter by letter, as fast as a quick typist. */
async function type(page, text) {
  await page.getByRole("link", { name: "Predict" }).click();
  const context = page.getByRole("textbox", { name: "Context" }).or(page.getByRole("combobox", { name: "Context" })).first();
  await context.fill("");
  await context.focus();
  // Who clicks into a box needs a moment until the first letter.
  await page.waitForTimeout(2000);
  await watch(page, "Predictions");
  // Not every letter changes the predictions: three times as many give as many answers.
  const letters = text.repeat(Math.ceil((3 * presses) / text.length)).slice(0, 3 * presses);
  return press(page, Array.from(letters, (letter) => (letter === " " ? "Space" : letter)));
}

/** Walks through the steps, forth and back; so many milliseconds from key to key. */
async function walk(page, pace = QUICK) {
  await page.getByRole("link", { name: "Step" }).or(page.getByRole("button", { name: "Step", exact: true })).first().click();
  await page.getByRole("button", { name: "Next step" }).waitFor();
  await page.locator("body").click({ position: { x: 5, y: 5 } });
  // From the start there is a step for each key: one at the plan's end would count whatever changed next.
  await page.keyboard.press("Home");
  await page.waitForTimeout(2000);
  await watch(page, "step");
  return press(page, Array.from({ length: 2 * presses }, (_, i) => (Math.floor(i / 16) % 2 === 0 ? "ArrowRight" : "ArrowLeft")), pace);
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
    globalThis.watching?.disconnect();
    const place = what === "Predictions" ? document.querySelector("[aria-label=Predictions]") : document.querySelector("main");
    globalThis.watching = new MutationObserver(() => {
      if (pressed === null) return;
      const began = pressed;
      pressed = null;
      // The first task after the next frame's callbacks: the frame has been painted. It goes before a timer of the page's own,
      // which works at the frame after it.
      const painted = () => { globalThis.answers.push(performance.now() - began); };
      requestAnimationFrame(() => void scheduler.postTask(painted, { priority: "user-blocking" }));
    });
    globalThis.watching.observe(place, { subtree: true, childList: true, characterData: true, attributes: true });
  }, what);
}

async function press(page, keys, pace = QUICK) {
  for (const key of keys) {
    await page.keyboard.press(key);
    await page.waitForTimeout(pace);
  }
  return page.evaluate(() => globalThis.answers);
}

function say(what, milliseconds) {
  const figure = (share) => quantile(milliseconds, share).toFixed(1);
  console.log(`${what}: median ${median(milliseconds).toFixed(1)} ms, 95 % within ${figure(0.95)} ms (${milliseconds.length} times)`);
}
