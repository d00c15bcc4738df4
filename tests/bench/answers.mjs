// How soon the page answers, in headless Chromium: opening to first prediction, key press to predictions and to a step,
// painted and shown, two thousand training steps; predictions at 50,000 words and a step at 10,000 too. Needs dist/ (cargo xtask
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
  options: {
    presses: { type: "string", default: "60" },
    dist: { type: "string", default: join(root, "dist") },
    only: { type: "string" },
  },
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
  sayBoth(
    "key press to predictions",
    await type(page, "the brown hen quietly eats the old goat past a red duck likes "),
  );

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
  sayBoth("key press to a step, farmyard", await walk(page));
  sayBoth("key press to a step, farmyard, one by one", await walk(page, 700));
  await page.close();
}

/** Vocabularies far beyond the farmyard's, of invented words. */
async function large() {
  const page = await visit(browser, server.origin);
  await show(page, { words: 50_000, context: 3 });
  sayBoth("key press to predictions, |V| = 50,000", await type(page, "w1 w22 w333 w4444 w17 w1 w20 w31 w4 w500 "));
  await show(page, { words: 10_000, context: 8, embedding: 64, hidden: 256 });
  sayBoth("key press to a step, |V| = 10,000, n = 8, d = 64, H = 256", await walk(page));
  await page.close();
}

/** Types letter by letter, as fast as a quick typist. */
async function type(page, text) {
  await page.getByRole("link", { name: "Predict" }).click();
  const context = page
    .getByRole("textbox", { name: "Context" })
    .or(page.getByRole("combobox", { name: "Context" }))
    .first();
  await context.fill("");
  await context.focus();
  // Who clicks into a box needs a moment until the first letter.
  await page.waitForTimeout(2000);
  await watch(page, "Predictions");
  // Not every letter changes the predictions: three times as many give as many answers.
  const letters = text.repeat(Math.ceil((3 * presses) / text.length)).slice(0, 3 * presses);
  return press(
    page,
    Array.from(letters, (letter) => (letter === " " ? "Space" : letter)),
  );
}

/** Walks through the steps, forth and back; so many milliseconds from key to key. */
async function walk(page, pace = QUICK) {
  await page
    .getByRole("link", { name: "Step" })
    .or(page.getByRole("button", { name: "Step", exact: true }))
    .first()
    .click();
  await page.getByRole("button", { name: "Next step" }).waitFor();
  await page.locator("body").click({ position: { x: 5, y: 5 } });
  // From the start there is a step for each key: one at the plan's end would count whatever changed next.
  await page.keyboard.press("Home");
  await page.waitForTimeout(2000);
  await watch(page, "step");
  return press(
    page,
    Array.from({ length: 2 * presses }, (_, i) => (Math.floor(i / 16) % 2 === 0 ? "ArrowRight" : "ArrowLeft")),
    pace,
  );
}

/** A visit with nothing cached: milliseconds from the navigation until a prediction stands there. */
async function open() {
  const visit = await browser.newContext();
  const page = await visit.newPage();
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (document.querySelector("[aria-label=Predictions] li") === null) return;
      observer.disconnect();
      requestAnimationFrame(() =>
        setTimeout(() => {
          globalThis.predicted = performance.now();
        }),
      );
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(`${server.origin}/this/`);
  await page.waitForFunction(() => globalThis.predicted !== undefined);
  const milliseconds = await page.evaluate(() => globalThis.predicted);
  await visit.close();
  return milliseconds;
}

/** Remembers of each key press whether the place that answers first changed in the key's own "frame", "later", or never. */
function watch(page, what) {
  return page.evaluate((what) => {
    globalThis.answered = [];
    let framed = true;
    const noteKey = () => {
      globalThis.answered.push(null);
      framed = false;
      requestAnimationFrame(() => {
        framed = true;
      });
    };
    globalThis.watching?.abort();
    globalThis.watching = new AbortController();
    addEventListener("keydown", noteKey, { capture: true, signal: globalThis.watching.signal });
    const place = document.querySelector(what === "Predictions" ? "[aria-label=Predictions]" : "main");
    const observer = new MutationObserver(() => {
      if (globalThis.answered.length > 0)
        globalThis.answered[globalThis.answered.length - 1] ??= framed ? "later" : "frame";
    });
    observer.observe(place, { subtree: true, childList: true, characterData: true, attributes: true });
    globalThis.watching.signal.addEventListener("abort", () => observer.disconnect());
  }, what);
}

/**
 * Milliseconds from each key press, as it arrives in the browser, until its frame is `painted`: laid out, drawn and handed to the
 * display; and until it is `shown` there, which costs processor time where there is no graphics card. Both by the browser's own
 * count: a task of the page may wait for a frame more before it can look at the clock. Keys that changed nothing are left out; an
 * answer that came in a later frame has no count and ends the benchmark.
 */
async function press(page, keys, pace = QUICK) {
  await browser.startTracing(page, { categories: ["input"] });
  for (const key of keys) {
    await page.keyboard.press(key);
    await page.waitForTimeout(pace);
  }
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const answered = await page.evaluate(() => globalThis.answered);
  const frames = keyFrames(traceEvents);
  if (frames.length !== keys.length)
    throw new Error(`${keys.length} keys were pressed, ${frames.length} frames were counted`);
  const late = answered.filter((when) => when === "later").length;
  if (late > 0) throw new Error(`${late} of ${keys.length} keys were answered in a later frame than their own`);
  const answers = frames.filter((_, i) => answered[i] === "frame");
  return { painted: answers.map(({ painted }) => painted), shown: answers.map(({ shown }) => shown) };
}

/** The frames of a trace's key presses, in order. */
function keyFrames(events) {
  const frames = [];
  const open = new Map(); // An id is used again once its event has ended.
  for (const { ph, name, ts, args, ...event } of events.toSorted((a, b) => a.ts - b.ts)) {
    const id = JSON.stringify([event.pid, event.id2 ?? event.id]);
    const frame = open.get(id);
    const since = (ts - frame?.began) / 1000;
    if (ph === "b" && name === "EventLatency" && args.event_latency?.event_type === "KEY_PRESSED")
      open.set(id, { began: ts });
    else if (ph === "b" && name === "SubmitCompositorFrameToPresentationCompositorFrame" && frame)
      frame.painted = since;
    else if (ph === "e" && name === "EventLatency" && frame) {
      frames.push({ ...frame, shown: since });
      open.delete(id);
    }
  }
  return frames.sort((a, b) => a.began - b.began);
}

function sayBoth(what, { painted, shown }) {
  say(`${what}, painted`, painted);
  say(`${what}, shown`, shown);
}

function say(what, milliseconds) {
  const figure = (share) => quantile(milliseconds, share).toFixed(1);
  console.log(
    `${what}: median ${median(milliseconds).toFixed(1)} ms, 95 % within ${figure(0.95)} ms (${milliseconds.length} times)`,
  );
}
