// How soon every room and part stands on a corpus of lines with 20,000 words each, and how soon a sentence of 1,000 words is
// answered in the chain rule: from the click or the key to the painted picture. Needs dist/ (cargo xtask build).
//
//     node tests/bench/rooms.mjs [--rounds 7]
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { launch, visit } from "./chromium.mjs";
import { serve } from "./serve.mjs";
import { median, quantile } from "./statistics.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const { values: options } = parseArgs({ options: { rounds: { type: "string", default: "7" } } });
const rounds = Number(options.rounds);
const rooms = ["Corpus", "Predict", "Step", "Train", "Measure", "Primer"];

const server = await serve({ "/this/": join(root, "dist") });
const browser = await launch();
try {
  const page = await visit(browser, server.origin);
  await page.evaluate(async () => {
    const line = (n) =>
      Array.from({ length: 20_000 }, (_, i) => `w${((i * 7919 + n * 31) % 500).toString(36)}`).join(" ");
    const text = Array.from({ length: 30 }, (_, n) => line(n)).join("\n");
    await glasslm.show(await glasslm.create({ corpus: { text }, context: 2, embedding: 4, hidden: 8 }));
  });
  const times = new Map();
  const note = (name, ms) => times.set(name, [...(times.get(name) ?? []), ms]);
  for (let round = 0; round < rounds + 1; round += 1) {
    for (const room of rooms) {
      // The first round fetches the rooms' files: it is not counted.
      const ms = await opened(page, room);
      if (round > 0) note(room, ms);
      await page.waitForTimeout(400);
    }
  }
  await opened(page, "Measure");
  for (let round = 0; round < rounds; round += 1) note("1,000 words in the chain rule", await answered(page, round));
  for (const [name, all] of times) {
    const q = (p) => quantile(all, p).toFixed(0);
    console.log(`${name.padEnd(32)} ${median(all).toFixed(0)} ms (quartiles ${q(0.25)} to ${q(0.75)})`);
  }
  console.log(`${cpus()[0].model}, ${cpus().length} cores, Chromium ${browser.version()}`);
} finally {
  await browser.close();
  server.close();
}

/** From the click on a room's link to the last change of its picture. */
function opened(page, room) {
  return settled(
    page,
    500,
    (room) => {
      const link = [...document.querySelectorAll("nav a")].find((link) => link.textContent?.trim() === room);
      link.click();
    },
    room,
  );
}

/** From the input of a new sentence to the last change that it makes. */
function answered(page, round) {
  return settled(
    page,
    1000,
    (round) => {
      const box = [...document.querySelectorAll("label")].find((label) =>
        /^Sentence/.test(label.textContent ?? ""),
      ).control;
      box.value = Array.from({ length: 1000 }, (_, i) => `w${((i * 7 + round) % 500).toString(36)}`).join(" ");
      box.dispatchEvent(new Event("input", { bubbles: true }));
    },
    round,
  );
}

/** Milliseconds from an act to the paint of the last change in the room: nothing more changes in the `quiet` ones after it. */
function settled(page, quiet, act, given) {
  return page.evaluate(
    async ([quiet, act, given]) => {
      const began = performance.now();
      let last = null;
      // A frame after the change: when it is painted.
      const changed = () => requestAnimationFrame(() => setTimeout(() => (last = performance.now())));
      const observer = new MutationObserver(changed);
      const all = { subtree: true, childList: true, attributes: true, characterData: true };
      observer.observe(document.querySelector("main").parentElement, all);
      (0, eval)(`(${act})`)(given);
      do await new Promise((done) => setTimeout(done, 50));
      while (performance.now() - (last ?? began) < quiet && performance.now() - began < 20_000);
      observer.disconnect();
      if (last === null) throw new Error(`nothing changed after ${String(given)}`);
      return last - began;
    },
    [quiet, String(act), given],
  );
}
