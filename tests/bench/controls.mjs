// How the page keeps up while it trains flat out, in headless Chromium: the frames it makes in the Train room and in the Step
// room, and for each control the time from the act to the painted answer. On the farmyard, and at 10,000 words. Needs dist/
// (cargo xtask build). Started by `cargo xtask bench`.
//
//     node tests/bench/controls.mjs [--rounds N] [--seconds S] [--dist FOLDER] [--only farmyard|large]
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { launch, show, visit } from "./chromium.mjs";
import { serve } from "./serve.mjs";
import { median, quantile } from "./statistics.mjs";

/** A control that takes longer than this does not answer at once. */
const AT_ONCE = 100;

const root = fileURLToPath(new URL("../../", import.meta.url));
const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "10" },
    seconds: { type: "string", default: "6" },
    dist: { type: "string", default: join(root, "dist") },
    only: { type: "string" },
  },
});

const server = await serve({ "/this/": `${options.dist}/` });
const browser = await launch();
try {
  if (options.only !== "large") await measure("farmyard");
  if (options.only !== "farmyard")
    await measure("|V| = 10,000, n = 4, d = 64, H = 256", { words: 10_000, context: 4, embedding: 64, hidden: 256 });
  console.log(
    `${cpus()[0].model}, ${cpus().length} cores, load ${loadavg()[0].toFixed(1)}, Chromium ${browser.version()}`,
  );
} finally {
  await browser.close();
  server.close();
}

async function measure(what, sizes) {
  const page = await visit(browser, server.origin);
  if (sizes !== undefined) await show(page, { lines: 3000, ...sizes });
  await page.evaluate(watching);
  await page.getByRole("link", { name: "Train" }).click();
  await page.getByRole("status", { name: "Training status" }).waitFor();
  await page.waitForTimeout(2000);
  console.log(`${what}:`);
  frames("frames at rest, Train room", await watched(page));
  const answers = await controls(page);
  // What comes of an act, after the control has answered, stands behind a colon.
  for (const [name, times] of answers) {
    const line = `${median(times).toFixed(0).padStart(5)} ms, worst ${Math.max(...times)
      .toFixed(0)
      .padStart(4)} ms (${times.length})`;
    console.log(`  ${name.padEnd(44)} ${line}${median(times) > AT_ONCE && !name.includes(":") ? "   LATE" : ""}`);
  }
  const all = [...answers].filter(([name]) => !name.includes(":")).flatMap(([, times]) => times);
  console.log(
    `  all controls: median ${median(all).toFixed(0)} ms, 95 % within ${quantile(all, 0.95).toFixed(0)} ms, ${all.filter((time) => time > AT_ONCE).length} of ${all.length} later than ${AT_ONCE} ms`,
  );
  await page.close();
}

/** Every control, so many times, while it trains; and the frames meanwhile, undisturbed. */
async function controls(page) {
  const answers = new Map();
  const button = (name) => page.getByRole("button", { name, exact: true });
  /** `wanted`: what is to be true and shown, by the name that its time gets. */
  const timed = async (wanted, events, act) => {
    await page.evaluate(`arm(${JSON.stringify(events)}, [${Object.values(wanted).join()}])`);
    await act();
    const times = await page.evaluate("armed").catch((error) => {
      throw new Error(`${Object.keys(wanted).join(", ")}: ${error.message}`);
    });
    for (const [i, name] of Object.keys(wanted).entries()) answers.set(name, [...(answers.get(name) ?? []), times[i]]);
    await page.waitForTimeout(250);
  };
  // A control shows at once what it is set to; it has taken effect when the page shows a step made with it.
  const goesOn = "() => { const before = resumed; return () => resumed > before; }";
  const set = (name) => ({ [name]: "() => () => true", [`${name}: a step with it`]: goesOn });
  const typed = (name, value) => async () => {
    const field = page.getByRole("spinbutton", { name });
    await field.fill(value);
    await field.press("Tab");
  };
  const status = (text) =>
    `() => () => document.querySelector("[aria-label='Training status']")?.textContent.includes(${JSON.stringify(text)}) === true`;
  const changes = (look) =>
    `() => { const look = () => ${look}; const before = look(); return () => look() !== before; }`;
  const dressed = changes("document.documentElement.getAttribute('style') + document.documentElement.dataset.theme");

  for (let round = 0; round < Number(options.rounds); round += 1) {
    const odd = round % 2;
    // The link is marked and the room begins; its parts are there. The first time they are fetched.
    const enter = (name, shown) =>
      timed(
        {
          [`to ${name}`]: `() => () => document.querySelector("main")?.getAttribute("aria-label") === "${name}" && document.querySelector("nav [aria-current]")?.textContent === "${name}"`,
          [`to ${name}: its parts${round === 0 ? ", the first time" : ""}`]: `() => () => document.querySelector("main")?.getAttribute("aria-label") === "${name}" && document.querySelector(${JSON.stringify(shown)}) !== null`,
        },
        ["click"],
        () => page.getByRole("link", { name, exact: true }).click(),
      );
    await timed(
      { Train: changes("document.querySelector('.actions .primary')?.textContent"), "Train: its first steps": goesOn },
      ["click"],
      () => button("Train").click(),
    );
    if (round === 0) {
      await page.waitForTimeout(1000);
      frames("frames while it trains, Train room", await watched(page));
    }
    await timed(set("rate, by the slider's key"), ["keydown"], () =>
      page.getByRole("slider", { name: "Learning rate" }).press(odd ? "ArrowDown" : "ArrowUp"),
    );
    await timed(set("rate, as a number"), ["change"], typed("Learning rate, as a number", odd ? "0.05" : "0.06"));
    await timed(set("batch"), ["change"], typed("Batch B", odd ? "32" : "16"));
    await timed(set("optimizer"), ["change"], () =>
      page.getByRole("combobox", { name: "Optimizer" }).selectOption(odd ? "SGD" : "Momentum"),
    );
    await timed(set("schedule"), ["change"], () =>
      page.getByRole("combobox", { name: "Schedule" }).selectOption(odd ? "Constant" : "Cosine"),
    );
    await timed(set("weight decay"), ["change"], typed("Weight decay", odd ? "0" : "0.001"));
    await timed(set("clip"), ["change"], typed("Clip gradient norm at", odd ? "" : "5"));
    await timed(
      {
        "a letter in Nearest to": "() => () => true",
        "a letter in Nearest to: the list": changes(
          "document.querySelector('ol[aria-label=\"Nearest words\"]')?.textContent",
        ),
      },
      ["keydown"],
      async () => {
        const word = await page.evaluate(
          (odd) => glasslm.model.vocabulary.filter((token) => /^\w\w+$/.test(token))[odd] ?? "",
          odd,
        );
        const box = page.getByRole("textbox", { name: "Nearest to" });
        await box.fill(word.slice(0, -1));
        await box.press(word.at(-1));
      },
    );
    await timed({ "big type": dressed }, ["click"], () => page.getByRole("button", { name: "Larger type" }).click());
    await timed({ theme: dressed }, ["click"], () => page.getByRole("button", { name: /theme$/ }).click());
    await enter("Predict", "[aria-label=Predictions] li");
    const context = page
      .getByRole("combobox", { name: "Context" })
      .or(page.getByRole("textbox", { name: "Context" }))
      .first();
    await context.fill("");
    await page.waitForTimeout(250);
    await timed(
      {
        "a letter in Predict": changes(
          "document.querySelector('ol[aria-label=\"What the model reads\"]')?.textContent",
        ),
      },
      ["keydown"],
      () => context.press("a"),
    );
    await enter("Step", "button[aria-label='Next step']");
    await page.getByRole("button", { name: "Next step" }).waitFor();
    await page.waitForTimeout(1000);
    if (round === 0) frames("frames while it trains, Step room", await watched(page));
    await timed(
      {
        "next step on the rail": changes(
          "document.querySelector('.rail [role=slider]')?.getAttribute('aria-valuetext')",
        ),
      },
      ["keydown"],
      () => page.keyboard.press("ArrowRight"),
    );
    await enter("Measure", "main h2");
    await enter("Primer", "main h2");
    await enter("Corpus", "main form");
    await enter("Train", "[aria-label='Training status']");
    await timed({ Pause: status("not training") }, ["click"], () => button("Pause").click());
    await timed(
      {
        "One step": changes(
          "document.querySelector('.actions .primary')?.textContent + document.querySelector('main dd')?.textContent",
        ),
        "One step: done": "() => { const before = glasslm.model.step; return () => glasslm.model.step > before; }",
      },
      ["click"],
      () => button("One step").click(),
    );
    await timed(
      {
        "a step back in the run": changes(
          "document.querySelector('input[aria-label=\"Time machine\"]')?.getAttribute('aria-valuetext')",
        ),
      },
      ["click"],
      () => button("One training step back").click(),
    );
    await timed(
      { "Start over": status("Starting over"), "Start over: the new model": status("Step 0, not training") },
      ["click"],
      () => page.getByRole("button", { name: /Start over/ }).click(),
    );
  }
  return answers;
}

/** In the page: `arm(events, makes)` waits for one of the events, then for the conditions that `makes` give, each with the frame that shows it. */
function watching() {
  globalThis.resumed = 0;
  let check = () => undefined;
  globalThis.arm = (events, makes) => {
    const wanted = makes.map((make) => make());
    const times = [];
    let open = wanted.length;
    globalThis.armed = new Promise((resolve, reject) => {
      let began = null;
      const observer = new MutationObserver(() => check());
      const acted = (event) => {
        began ??= event.timeStamp;
        queueMicrotask(() => check());
      };
      const late = setTimeout(() => {
        end();
        reject(new Error(began === null ? "it was never acted on" : "it never answered"));
      }, 10_000);
      const end = () => {
        clearTimeout(late);
        observer.disconnect();
        for (const name of events) removeEventListener(name, acted, { capture: true });
        check = () => undefined;
      };
      check = () => {
        if (began === null) return;
        for (const [i, answered] of wanted.entries()) {
          if (answered === null || !answered()) continue;
          wanted[i] = null;
          // A task after the next frame's callbacks: the frame has been painted.
          requestAnimationFrame(() =>
            setTimeout(() => {
              times[i] = performance.now() - began;
              open -= 1;
              if (open > 0) return;
              end();
              resolve(times);
            }),
          );
        }
      };
      for (const name of events) addEventListener(name, acted, { capture: true });
      observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    });
    globalThis.armed.catch(() => undefined);
  };
  // The first steps of each call that trains, as the page hears of them.
  const kind = Object.getPrototypeOf(glasslm.model);
  const { train } = kind;
  kind.train = function (options) {
    let first = true;
    return train.call(this, {
      ...options,
      onProgress: (progress) => {
        options.onProgress?.(progress);
        if (first && progress.done > 0) {
          first = false;
          globalThis.resumed += 1;
          check();
        }
      },
    });
  };
}

/** Milliseconds between frames, for some seconds. */
function watched(page) {
  return page.evaluate(
    (seconds) =>
      new Promise((resolve) => {
        const times = [];
        const frame = (now) => {
          times.push(now);
          if (now - times[0] < 1000 * seconds) requestAnimationFrame(frame);
          else resolve(times.slice(1).map((time, i) => time - times[i]));
        };
        requestAnimationFrame(frame);
      }),
    Number(options.seconds),
  );
}

function frames(what, between) {
  const late = between.filter((time) => time > 20).length;
  console.log(
    `  ${what}: ${(1000 / (between.reduce((sum, time) => sum + time, 0) / between.length)).toFixed(0)} a second, median ${median(between).toFixed(1)} ms, 95 % within ${quantile(between, 0.95).toFixed(1)} ms, ${((100 * late) / between.length).toFixed(1)} % over 20 ms`,
  );
}
