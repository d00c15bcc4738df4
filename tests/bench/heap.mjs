// What memory the page holds in Firefox while somebody works in it without a pause: every room for a while, in several rounds; after each,
// what the browser still holds when it has collected all it can. The engine's own memory is told apart: a run's history grows there, up
// to a budget. The first round is the rooms' warm-up (code, fonts, what the compiler keeps) and counts for nothing in the last lines,
// which say what one more act costs, and what grew. Needs dist/ (cargo xtask build).
//
//     node --experimental-websocket tests/bench/heap.mjs [--seconds 100] [--rounds 4] [--rooms train,predict] [--parts 1]
//
// --seconds: in each room, in each round; --parts: the least megabytes of a part that is named.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { firefox } from "../engines/session.mjs";
import { serve } from "./serve.mjs";

/** What is pressed in each room, in turn; these are found in the page. */
const ROOMS = {
  predict: { inputs: ["the hen", "the cow eats", "a dog", "the farmer feeds the"], buttons: ["One word"] },
  step: { buttons: ["Next step", "Next example"] },
  train: { buttons: ["One step", "One epoch"] },
  measure: { links: "main.measure nav a" },
  primer: { links: "main.primer nav a, main.primer [role=tab]" },
  corpus: { buttons: ["Next lines", "Previous lines"] },
};

const { values: options } = parseArgs({
  options: {
    seconds: { type: "string", default: "100" },
    rounds: { type: "string", default: "4" },
    rooms: { type: "string", default: Object.keys(ROOMS).join(",") },
    parts: { type: "string", default: "1" },
  },
});
const dist = join(fileURLToPath(new URL("../../", import.meta.url)), "dist");

/**
 * What the page's process holds after everything that nobody needs was collected, MB, by what holds it. The process collects when it comes
 * to it, and what a collection sets free (the end of a channel whose other end is gone) is collected by the next one: so often until
 * nothing more goes.
 */
const HELD = `(async () => {
  const manager = Cc["@mozilla.org/memory-reporter-manager;1"].getService(Ci.nsIMemoryReporterManager);
  const report = () => new Promise((done) => {
    const held = {};
    manager.getReports(
      (process, path, _kind, units, amount) => {
        if (!process.startsWith("web") || units !== 0 || !path.startsWith("explicit/")) return;
        // Names of classes stay; addresses and numbers go.
        const part = path.replace(/(top|window|zone|realm|workers?)\\(.*?\\)/g, "$1").replace(/0x[0-9a-f]+/g, "");
        const name = part.split("/").slice(1).join("/");
        held[name] = (held[name] ?? 0) + amount / 2 ** 20;
      },
      null,
      () => done(held),
      null,
      false,
    );
  });
  const sum = (held) => Object.values(held).reduce((all, one) => all + one, 0);
  let least = await report();
  for (let turn = 0, idle = 0; turn < 12 && idle < 2; turn += 1) {
    Services.obs.notifyObservers(null, "child-mmu-request");
    await new Promise((done) => manager.minimizeMemoryUsage(done));
    await new Promise((done) => setTimeout(done, 400));
    const held = await report();
    if (sum(held) < sum(least) - 0.1) idle = 0;
    else idle += 1;
    if (sum(held) < sum(least)) least = held;
  }
  return JSON.stringify(least);
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

/** The slope of the straight line that is nearest to the points, and its own standard error. */
function slope(points) {
  const mean = (values) => values.reduce((all, one) => all + one, 0) / values.length;
  const [x, y] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const spread = points.reduce((all, [at]) => all + (at - x) ** 2, 0);
  const rise = points.reduce((all, [at, value]) => all + (at - x) * (value - y), 0) / spread;
  const off = points.reduce((all, [at, value]) => all + (value - y - rise * (at - x)) ** 2, 0);
  return [rise, Math.sqrt(off / Math.max(1, points.length - 2) / spread)];
}

const server = await serve({ "/this/": dist });
const page = await firefox({ system: true });
if (page === null) throw new Error("Firefox is not installed");
const sum = (held, counts = () => true) =>
  Object.entries(held).reduce((all, [part, one]) => all + (counts(part) ? one : 0), 0);
/** The engine's memory, in the workers and, for the answer in the frame of a key, in the page. */
const engine = (part) => /elements\/wasm(-shared)?$/.test(part);
try {
  await page.go(`${server.origin}/this/`);
  await page.until("the page's script", () => globalThis.glasslm !== undefined);
  await page.ask(() => globalThis.glasslm.ready);
  const [second, latest] = [new Map(), new Map()];
  const points = new Map();
  let acts = 0;
  const rooms = options.rooms.split(",");
  for (let round = 1; round <= Number(options.rounds); round += 1)
    for (const name of rooms) {
      const room = ROOMS[name];
      await page.press((name) => document.querySelector(`nav a[href^="#/${name}"]`), name);
      await page.until(`the room ${name}`, (name) => document.querySelector(`main.${name} *`) !== null, name);
      const began = acts;
      // In pieces: a question to the page may take a minute.
      for (let piece = 0; piece < 10; piece += 1) acts += await page.ask(work, room, Number(options.seconds) * 100);
      const held = JSON.parse(await page.inside(HELD));
      if (round === 2) second.set(name, held);
      latest.set(name, held);
      const own = sum(held, (part) => !engine(part));
      if (round > 1) points.set(name, [...(points.get(name) ?? []), [acts, own]]);
      const { bytes, budget } = await page.ask(() => globalThis.glasslm.model.history());
      const history = `the run's history ${(bytes / 2 ** 20).toFixed(1)} of at most ${(budget / 2 ** 20).toFixed(0)}`;
      const figures = `${own.toFixed(2)} MB, engine ${sum(held, engine).toFixed(1)} MB (${history})`;
      console.log(`round ${round} ${name.padEnd(8)} ${acts - began} acts, ${figures}`);
    }
  // Without the warm-up; an act of any room counts, for it is the same page.
  for (const [name, of] of points) {
    if (of.length < 2) continue;
    const [rise, error] = slope(of);
    const per = (value) => ((value * 2 ** 20) / 1000).toFixed(3);
    console.log(
      `${name.padEnd(8)} ${per(rise)} ± ${per(error)} kB an act beyond the engine's memory; since the second round:`,
    );
    const [then, now] = [second.get(name), latest.get(name)];
    const grown = Object.keys(now)
      .map((part) => [part, now[part] - (then[part] ?? 0)])
      .filter(([, more]) => more >= Number(options.parts))
      .sort(([, a], [, b]) => b - a);
    for (const [part, more] of grown) console.log(`    +${more.toFixed(2)} MB ${part}`);
  }
} finally {
  await page.end();
  server.close();
}
