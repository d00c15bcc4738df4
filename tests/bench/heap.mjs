// What memory the page holds in Firefox while somebody works in it without a pause: every room for a while, in several rounds; after each,
// what the browser still holds when it has collected all it can, and what grew since the round before. Needs dist/ (cargo xtask build).
//
//     node --experimental-websocket tests/bench/heap.mjs [--seconds 100] [--rounds 3]
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { firefox } from "../engines/session.mjs";
import { serve } from "./serve.mjs";

const { values: options } = parseArgs({
  options: { seconds: { type: "string", default: "100" }, rounds: { type: "string", default: "3" } },
});
const dist = join(fileURLToPath(new URL("../../", import.meta.url)), "dist");

/** What is pressed in each room, in turn; these are found in the page. */
const ROOMS = {
  predict: { inputs: ["the hen", "the cow eats", "a dog", "the farmer feeds the"], buttons: ["One word"] },
  step: { buttons: ["Next step", "Next example"] },
  train: { buttons: ["One step", "One epoch"] },
  measure: { links: "main.measure nav a" },
  primer: { links: "main.primer nav a, main.primer [role=tab]" },
  corpus: { buttons: ["Next lines", "Previous lines"] },
};

/** What the page's process holds after everything that nobody needs was collected, MB: in all, and by what holds it. */
const HELD = `(async () => {
  const manager = Cc["@mozilla.org/memory-reporter-manager;1"].getService(Ci.nsIMemoryReporterManager);
  await new Promise((done) => manager.minimizeMemoryUsage(done));
  const held = {};
  await new Promise((done) =>
    manager.getReports(
      (process, path, kind, units, amount) => {
        if (!process.startsWith("web") || units !== 0 || !path.startsWith("explicit/")) return;
        const part = path.replace(/\\(.*?\\)/g, "").split("/").slice(1, 4).join("/");
        held[part] = (held[part] ?? 0) + amount / 2 ** 20;
      },
      null,
      done,
      null,
      false,
    ),
  );
  return JSON.stringify(held);
})()`;

/** Works in the open room for so many milliseconds: each act is answered, and painted, before the next. Gives the number of acts. */
async function work(room, milliseconds) {
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  const end = performance.now() + milliseconds;
  let [acts, missed] = [0, 0];
  for (; performance.now() < end; acts += 1) {
    if (room.inputs !== undefined && acts % 2 === 0) {
      const input = document.querySelector("main input, main textarea");
      input.value = room.inputs[(acts / 2) % room.inputs.length];
      input.dispatchEvent(new Event("input", { bubbles: true }));
    } else {
      const named = (one) =>
        (one.getAttribute("aria-label") ?? one.textContent).trim().startsWith(room.buttons[acts % room.buttons.length]);
      const all = [...document.querySelectorAll(room.links ?? "main button")];
      const pressed = room.links === undefined ? all.find(named) : all[acts % all.length];
      // A room's last parts may still be on their way.
      if (pressed === undefined) missed += 1;
      if (missed > 200) throw new Error("what is to be pressed is not there");
      pressed?.click();
    }
    await painted();
    await globalThis.glasslm.model.predict("the hen");
    await painted();
  }
  return acts;
}

const server = await serve({ "/this/": dist });
const page = await firefox({ system: true });
if (page === null) throw new Error("Firefox is not installed");
const sum = (held) => Object.values(held).reduce((all, one) => all + one, 0);
try {
  await page.go(`${server.origin}/this/`);
  await page.until("the page's script", () => globalThis.glasslm !== undefined);
  await page.ask(() => globalThis.glasslm.ready);
  const before = new Map();
  for (let round = 1; round <= Number(options.rounds); round += 1)
    for (const [name, room] of Object.entries(ROOMS)) {
      await page.press((name) => document.querySelector(`nav a[href^="#/${name}"]`), name);
      await page.until(`the room ${name}`, (name) => document.querySelector(`main.${name} *`) !== null, name);
      let acts = 0;
      // In pieces: a question to the page may take a minute.
      for (let piece = 0; piece < 10; piece += 1) acts += await page.ask(work, room, Number(options.seconds) * 100);
      const held = JSON.parse(await page.inside(HELD));
      const last = before.get(name) ?? held;
      const grown = Object.keys(held)
        .map((part) => [part, held[part] - (last[part] ?? 0)])
        .filter(([, more]) => more > 1)
        .sort(([, a], [, b]) => b - a)
        .slice(0, 4)
        .map(([part, more]) => `${part} +${more.toFixed(1)}`);
      before.set(name, held);
      console.log(`round ${round} ${name.padEnd(8)} ${acts} acts, ${sum(held).toFixed(1)} MB ${grown.join(", ")}`);
    }
} finally {
  await page.end();
  server.close();
}
