// The order of the page's rooms, checked: imports that go up, circles, a view that asks a model in a way of its own.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import globals from "globals";

/** A room uses only the rooms above it, and itself. */
const ROOMS = [
  "client/api",
  "client/wire",
  "story",
  "views/equation",
  "files",
  "client/runtime",
  "styles",
  "draw",
  "state",
  "views",
  "App.svelte",
  "main.ts",
  "one",
  "embed",
  "offline",
] as const;
/** The other thread: it knows what crosses, and nothing of the page. */
const WORKER = ["client/api", "client/wire", "files", "worker"];

const root = normalize(`${process.cwd()}/www`);
const files = readdirSync(root, { recursive: true })
  .map(String)
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => /\.(ts|svelte)$/.test(file) && !/\.(test|config)\.|\.d\.ts$/.test(file));
const text = (file: string): string => readFileSync(join(root, file), "utf8");

/** What a file imports of www, as paths from there. */
function imports(file: string): string[] {
  const found = [...text(file).matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map(([, path = ""]) =>
    normalize(join(dirname(file), path)).replaceAll("\\", "/"),
  );
  // A file's text or address is no code.
  return found
    .filter((path) => !path.startsWith("..") && !path.includes("?"))
    .map((path) => path.replace(/\.js$/, ".ts"));
}
const roomOf = (file: string): number => ROOMS.findIndex((room) => file === room || file.startsWith(`${room}/`));

test("does a room use only the rooms above it?", () => {
  let seen = 0;
  for (const file of files) {
    for (const used of imports(file)) {
      seen += 1;
      if (file.startsWith("worker/"))
        assert.ok(
          WORKER.some((room) => used.startsWith(`${room}/`)),
          `${file} uses ${used}`,
        );
      else {
        assert.ok(roomOf(file) >= 0 && roomOf(used) >= 0, `${file} or ${used} stands in no room`);
        assert.ok(roomOf(used) <= roomOf(file), `${file} uses ${used}, which stands below it`);
      }
    }
  }
  assert.ok(seen > 300, `only ${String(seen)} imports were looked at`);
});

test("is there no circle among the client's files?", () => {
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): void => {
    assert.ok(!path.includes(file), `a circle: ${[...path, file].join(" > ")}`);
    if (done.has(file)) return;
    for (const used of imports(file)) walk(used, [...path, file]);
    done.add(file);
  };
  for (const file of files.filter((one) => one.startsWith("client/"))) walk(file, []);
});

test("does no view of the page race answers, or hold a model's answer in a way of its own?", () => {
  for (const file of files)
    assert.ok(
      !text(file)
        .replace(/\/\/.*/g, "")
        .includes("Promise.race("),
      `${file} races: use Pending`,
    );
  // A call of a model whose answer is taken where it is made: `then` and a flag, or an await in a component.
  const loose = /\b(?:model|glasslm\.primer|engine|measure)\.\w+\([^;]*?\)\s*\.then\(/s;
  const awaited = /await (?:of|model|bench\.model|bench\.measure|this\.#?model)\.\w+\(/;
  for (const file of files.filter((one) => one.startsWith("views/") && one.endsWith(".svelte"))) {
    // `once` is the workspace's own: what comes after the model has left is not heard.
    // What is written into a file is no answer that a view shows.
    if (file.startsWith("views/keep/")) continue;
    const code = (text(file).split("<style>")[0] ?? "").replace(/\.once\(.*?\)\s*\.then\(/gs, "");
    assert.ok(!loose.test(code), `${file} asks a model with then: use Ask`);
    assert.ok(!awaited.test(code) || code.includes("state/ask.svelte.ts"), `${file} awaits a model: use Ask`);
  }
});

test("is every status read by the page's one voice?", () => {
  const statuses = files.flatMap((file) =>
    // The teacher's page is one of its own.
    file.endsWith("/Grade.svelte")
      ? []
      : [...text(file).matchAll(/<[^<>]*role="status"[^<>]*>/g)].map(([tag]) => [file, tag] as const),
  );
  assert.ok(statuses.length > 20, String(statuses.length));
  for (const [file, tag] of statuses) assert.ok(tag.includes('aria-live="off"'), `${file}: ${tag}`);
});

test("does no type or component take the name of one of the language's or the browser's?", () => {
  // A cell of a tensor that is chosen; what is kept in the browser. Nobody here means the browser's own.
  const ours = new Set(["Selection", "Storage", "Origin"]);
  const taken = new Set(Object.keys({ ...globals.es2021, ...globals.browser }));
  let seen = 0;
  for (const file of files) {
    const code = text(file);
    const declared = [...code.matchAll(/^\s*(?:export )?(?:class|interface|type|enum) ([A-Z]\w*)/gm)];
    const imported = [...code.matchAll(/^\s*import (?:type )?([A-Z]\w*) from/gm)];
    for (const [, name = ""] of [...declared, ...imported]) {
      seen += 1;
      assert.ok(!taken.has(name) || ours.has(name), `${file}: ${name}`);
    }
  }
  assert.ok(seen > 300, String(seen));
});
