// The page's main walk in the browsers that are not Chromium: predict, step, train, measure, an own text, save.
// Usage, with a built dist/: node --experimental-websocket --test-reporter=tap tests/engines/walk.mjs
// A browser that is not there is skipped; with REQUIRE_BROWSERS=1 that is a failure.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { firefox, webkit } from "./session.mjs";

const run = JSON.parse(readFileSync(new URL("../reference/farmyard.json", import.meta.url), "utf8"));

/** These run in the page. */
const at = (selector, text = "") =>
  [...document.querySelectorAll(selector)].find((element) => element.textContent.trim().startsWith(text));
const alerts = () =>
  [...document.querySelectorAll("[role=alert], main.train .error")].map((element) => element.textContent.trim());
const step = () => globalThis.glasslm.model.step;
/** Chooses "Flat out": at the page's own pace a run takes its time, and pauses where something happens. */
const flatOut = () => {
  const select = document.querySelector("main.train .pace select");
  if (!select) return false;
  select.value = "flat";
  select.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
};

let host;
let address = "";

before(async () => {
  const probe = createServer();
  await new Promise((done) => probe.listen(0, "127.0.0.1", done));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  host = spawn(process.execPath, [fileURLToPath(new URL("../browser/server.mjs", import.meta.url)), String(port)]);
  address = `http://127.0.0.1:${String(port)}/some/sub/path/`;
  for (let left = 100; ; left -= 1) {
    const answer = await fetch(address).catch(() => null);
    if (answer?.ok) return;
    if (left === 0) throw new Error("dist/ is not served; build the page first: cargo xtask build");
    await new Promise((done) => setTimeout(done, 100));
  }
});
after(() => host?.kill());

for (const [name, open] of [
  ["Firefox", firefox],
  ["WebKit", webkit],
]) {
  describe(name, async () => {
    let page = null;
    let missing = false;
    before(async () => {
      page = await open();
      missing = page === null;
      if (missing && process.env.REQUIRE_BROWSERS === "1")
        throw new Error(`${name} is not installed, and REQUIRE_BROWSERS is 1`);
      await page?.go(`${address}#/predict`);
      // A driver may say that a page has arrived before its script has run.
      await page?.until("the page's script", () => globalThis.glasslm !== undefined);
      await page?.ask(async () => {
        globalThis.wrong = [];
        addEventListener("error", ({ message }) => globalThis.wrong.push(message));
        addEventListener("unhandledrejection", ({ reason }) => globalThis.wrong.push(String(reason)));
        await globalThis.glasslm.ready;
      });
    });
    after(() => page?.end());

    /** A test that is skipped where the browser is missing, and that ends with a page without a complaint. */
    const holds = (title, work) =>
      test(`${name}: ${title}`, { timeout: 300_000 }, async (t) => {
        if (missing) {
          t.skip(`skipped: ${name} is not installed`);
          return;
        }
        await work(page);
        assert.deepEqual(await page.ask(alerts), []);
        assert.deepEqual(await page.ask(() => globalThis.wrong), []);
        assert.deepEqual(page.faults, []);
      });
    const room = async (which) => {
      await page.press(at, `nav a[href^="#/${which}"]`);
      await page.until(`the room ${which}`, (which) => document.querySelector(`main.${which} *`) !== null, which);
    };

    holds("does the engine compute the native bits?", async (page) => {
      const hash = await page.ask(
        async (model, train) => {
          const made = await globalThis.glasslm.create(model);
          const { step } = await made.train(train);
          const all = await made.parameters();
          await made.dispose();
          let hash = 0xcbf29ce484222325n;
          for (const key of ["E", "W", "U", "b", "c"]) {
            const { data } = all[key];
            for (const byte of new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
              hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
          }
          return `${String(step)} ${hash.toString(16).padStart(16, "0")}`;
        },
        run.model,
        run.train,
      );
      assert.equal(hash, `${String(run.train.steps)} ${run.hash}`);
    });

    holds("does Predict say what the model says of a typed context?", async (page) => {
      await page.press(at, "main.predict input");
      // What stands there already goes first.
      await page.ask(() => document.activeElement.select());
      await page.type("the hen ");
      const first = await page.ask(async () => {
        const { model } = globalThis.glasslm;
        const { probabilities } = await model.predict("the hen");
        return model.vocabulary[probabilities.indexOf(Math.max(...probabilities))];
      });
      await page.until(
        `${first} as the first prediction`,
        (first) => document.querySelector("main.predict li[aria-posinset='1']")?.textContent.includes(first),
        first,
      );
    });

    holds("does Step go through all stations, take a number apart and show the next example?", async (page) => {
      await room("step");
      await page.until("a stage", () => document.querySelector("main.step [role=grid]") !== null);
      const slider = () => document.querySelector("main.step [role=slider]");
      const last = await page.ask(() => Number(document.querySelector("main.step [role=slider]").ariaValueMax));
      await page.press(slider);
      await page.type("\uE011"); // Home
      for (let station = 0; station < last; station += 1) await page.type("\uE014"); // right
      await page.until(
        "the last station",
        (last) => Number(document.querySelector("main.step [role=slider]").ariaValueNow) === last,
        last,
      );
      await page.ask(() => document.querySelector("main.step [role=grid]").focus());
      await page.type("\uE014\uE007"); // right, Enter
      await page.until("an equation", () => document.querySelector("main.step aside math") !== null);
      const shown = () => document.querySelector("main.step .words").textContent;
      const before = await page.ask(shown);
      await page.press((open) => [...document.querySelectorAll("main.step .choose .actions button")][1], null);
      await page.until(
        "another example",
        (before) => document.querySelector("main.step .words").textContent !== before,
        before,
      );
    });

    holds("does training go on past the chunks that are loaded meanwhile, and pause?", async (page) => {
      await room("train");
      const before = await page.ask(step);
      await page.until("the paces", flatOut);
      await page.press(at, "main.train button.primary");
      await page.until("3,000 more steps", (from) => globalThis.glasslm.model.step > from + 3000, before);
      await page.press(at, "main.train button.primary");
      const paused = await page.until("a pause", async () => {
        const { step } = globalThis.glasslm.model;
        await new Promise((done) => setTimeout(done, 500));
        return globalThis.glasslm.model.step === step && step;
      });
      assert.ok(paused > before + 3000);
    });

    holds("do all parts of Measure come with their figures?", async (page) => {
      await room("measure");
      const parts = await page.until("the parts", () => document.querySelectorAll("main.measure nav a").length);
      for (let part = 0; part < parts; part += 1) {
        await page.press((part) => document.querySelectorAll("main.measure nav a")[part], part);
        await page.until("figures", () =>
          /\d/.test(document.querySelector("main.measure h2").parentElement.textContent),
        );
        assert.deepEqual(await page.ask(alerts), []);
      }
    });

    holds("does an own text become a model that trains, and that its file brings back?", async (page) => {
      await room("corpus");
      await page.press(() => [...document.querySelectorAll("main.corpus .choices input")].at(-1));
      await page.press(at, "main.corpus textarea");
      await page.type("a cat sat\nA dog sat\na dog ran\n".repeat(4));
      // Its preview changes how long the page is.
      await page.until(
        "the preview",
        () => document.querySelector("main.corpus .preview[aria-busy=false] table") !== null,
      );
      const before = await page.ask(() => {
        globalThis.before = globalThis.glasslm.model;
        return globalThis.before.step;
      });
      assert.ok(before >= 0);
      await page.press(at, "main.corpus button[type=submit]");
      await page.until("the new model", () => globalThis.glasslm.model !== globalThis.before);
      await room("train");
      await page.until("the paces", flatOut);
      await page.press(at, "main.train button.primary");
      await page.until("1,200 steps", () => globalThis.glasslm.model.step > 1200);
      await page.press(at, "main.train button.primary");
      const same = await page.ask(async () => {
        const { model } = globalThis.glasslm;
        await new Promise((done) => setTimeout(done, 500));
        const loaded = await globalThis.glasslm.load(await model.save());
        const [here, there] = [await model.predict("a dog"), await loaded.predict("a dog")];
        const equal = here.probabilities.every((p, word) => p === there.probabilities[word]);
        await loaded.dispose();
        return equal && model.vocabulary.includes("cat") && here.probabilities.length > 4;
      });
      assert.ok(same);
    });

    holds("do more cores give the same bits where the browser has them, and why has it not?", async (page) => {
      // From the second visit on the page's own service worker lets threads share memory.
      await page.ask(async () => {
        await navigator.serviceWorker.ready;
      });
      await page.go("about:blank");
      await page.go(`${address}#/train`);
      await page.until("the page's script", () => globalThis.glasslm !== undefined && crossOriginIsolated);
      const found = await page.ask(async () => {
        globalThis.wrong = [];
        await globalThis.glasslm.ready;
        const run = async (threads) => {
          const model = await globalThis.glasslm.create({ corpus: { name: "farmyard" }, seed: 3 });
          const { losses } = await model.train({ steps: 3000, threads });
          const { U } = await model.parameters();
          const { cores } = model.backend;
          await model.dispose();
          return { numbers: [...losses, ...U.data].join(), cores };
        };
        const [one, two] = [await run(1), await run(2)];
        const { used, alone } = two.cores;
        return { same: one.numbers === two.numbers, used, alone, shares: typeof SharedArrayBuffer === "function" };
      });
      const { shares } = found;
      // WebKit isolates the page, and gives it no memory that threads share.
      assert.equal(shares, name === "Firefox");
      assert.deepEqual(found, { same: true, used: shares ? 2 : 1, alone: shares ? null : "browser", shares });
    });

    holds("does the one file work from a disk?", async (page) => {
      await page.go(`${new URL("../../dist/glasslm.html", import.meta.url).href}#/step`);
      // A browser may say that it is there before its script has run.
      await page.until("the page's script", () => "glasslm" in globalThis);
      const done = await page.ask(async () => {
        globalThis.wrong = [];
        addEventListener("error", ({ message }) => globalThis.wrong.push(message));
        await globalThis.glasslm.ready;
        const { model } = globalThis.glasslm;
        const before = model.step;
        await model.train({ steps: 5 });
        const { steps } = await model.trace("the hen", "eats");
        return { taken: model.step - before, steps: steps.length > 5, from: location.protocol };
      });
      assert.deepEqual(done, { taken: 5, steps: true, from: "file:" });
      await page.until("a stage", () => document.querySelector("main.step [role=grid]") !== null);
    });
  });
}
