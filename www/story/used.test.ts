// Is every text of the catalogue read? The code is parsed, and the way from a part's name to each text is followed: through aliases,
// destructuring and blocks. An object that is handed on whole counts as read whole.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import type { parse as parseSvelte } from "svelte/compiler";
import { catalogues } from "./told.ts";

// All of them, also those that come later.
import.meta.glob(["./*.ts", "!./*.test.ts"], { eager: true });

/** The page's bundler is told to take everything in; the compiler stays outside. */
const { parse } = createRequire(import.meta.url)("svelte/compiler") as { readonly parse: typeof parseSvelte };

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}
/** Ways into the catalogue: a part's name and keys. */
type Ways = readonly (readonly string[])[];

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";

/** What is found on a way; undefined where it leads nowhere. */
function found(way: readonly string[]): unknown {
  let at: unknown = Object.fromEntries(catalogues);
  for (const key of way) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[key];
  }
  return at;
}
/** Each way one key on; all keys where the code computes it. */
function on(ways: Ways, key: string | null): Ways {
  return ways.flatMap((way) => {
    const here = found(way);
    if (typeof here !== "object" || here === null) return [];
    const keys = key === null ? Object.keys(here) : Object.hasOwn(here, key) ? [key] : [];
    return keys.map((one) => [...way, one]);
  });
}
function leaves(way: readonly string[]): string[] {
  const here = found(way);
  if (typeof here === "string") return [way.join(".")];
  return typeof here === "object" && here !== null ? Object.keys(here).flatMap((key) => leaves([...way, key])) : [];
}

/** The texts that a file reads. `exported`: the catalogue's parts by the names that files import them by. */
function read(source: string, exported: ReadonlyMap<string, Ways>): Set<string> {
  const names = new Map<string, Ways>();
  const used = new Set<string>();
  /** Where an expression leads. */
  const resolve = (node: unknown): Ways => {
    if (!isNode(node)) return [];
    switch (node.type) {
      case "Identifier":
        return names.get(node["name"] as string) ?? [];
      case "MemberExpression": {
        const { object, property, computed } = node as unknown as { object: Node; property: Node; computed: boolean };
        // The two parts that the page opens with have a name in common.
        if (object.type === "Identifier" && object["name"] === "story" && names.get("story")?.length === 0)
          return exported.get(property["name"] as string) ?? [];
        const literal = property.type === "Literal" ? String(property["value"]) : null;
        return on(resolve(object), computed ? literal : (property["name"] as string));
      }
      case "ChainExpression":
      case "TSAsExpression":
      case "TSNonNullExpression":
      case "TSSatisfiesExpression":
        return resolve(node["expression"]);
      case "ConditionalExpression":
        return [...resolve(node["consequent"]), ...resolve(node["alternate"])];
      case "LogicalExpression":
        return [...resolve(node["left"]), ...resolve(node["right"])];
      case "CallExpression": {
        const { callee, arguments: given } = node as unknown as { callee: Node; arguments: readonly Node[] };
        if (callee.type !== "Identifier") return [];
        if (callee["name"] === "told" && given[0]?.type === "Literal") return [[String(given[0]["value"])]];
        return callee["name"] === "$derived" ? resolve(given[0]) : [];
      }
      default:
        return [];
    }
  };
  const bind = (pattern: unknown, ways: Ways): boolean => {
    if (!isNode(pattern) || ways.length === 0) return false;
    if (pattern.type === "Identifier") {
      const name = pattern["name"] as string;
      names.set(name, [...(names.get(name) ?? []), ...ways]);
      return true;
    }
    if (pattern.type === "AssignmentPattern") return bind(pattern["left"], ways);
    if (pattern.type === "ObjectPattern") {
      for (const property of pattern["properties"] as readonly Node[]) {
        if (property.type === "RestElement") return false;
        const { key, value } = property as unknown as { key: Node; value: Node };
        bind(value, on(ways, (key["name"] ?? String(key["value"])) as string));
      }
      return true;
    }
    if (pattern.type === "ArrayPattern") {
      for (const element of pattern["elements"] as readonly unknown[]) bind(element, on(ways, null));
      return true;
    }
    return false;
  };
  /** Of an expression that leads into the catalogue, what does not. */
  const chosen = (node: unknown, marking: boolean): void => {
    if (!isNode(node)) return;
    if (node.type === "CallExpression") {
      for (const given of node["arguments"] as readonly unknown[]) chosen(given, marking);
      return;
    }
    if (node.type !== "ConditionalExpression" && node.type !== "LogicalExpression") return;
    visit(node["test"], marking);
    for (const side of [node["consequent"], node["alternate"], node["left"], node["right"]])
      if (resolve(side).length > 0) chosen(side, marking);
      else visit(side, marking);
  };
  /** What is walked for names, then for what is read of them. */
  const visit = (node: unknown, marking: boolean): void => {
    if (Array.isArray(node)) {
      for (const one of node) visit(one, marking);
      return;
    }
    if (!isNode(node)) return;
    const { type } = node;
    if (type === "ImportDeclaration") {
      const from = String((node["source"] as Node)["value"]);
      if (marking || !/(?:^\.|\/story)\/\w+\.ts$/.test(from)) return;
      for (const one of node["specifiers"] as readonly Node[]) {
        const imported = isNode(one["imported"]) ? (one["imported"]["name"] as string) : "";
        const ways = imported === "story" ? [] : exported.get(imported);
        if (ways !== undefined) names.set((one["local"] as Node)["name"] as string, ways);
      }
      return;
    }
    if (type === "VariableDeclarator") {
      const { id, init } = node as unknown as { id: Node; init: Node | null };
      const ways = resolve(init);
      if (!marking) bind(id, ways);
      // A text that is taken by a name is read where the name is.
      if (ways.length === 0) visit(init, marking);
      else chosen(init, marking);
      return;
    }
    if (type === "EachBlock") {
      const ways = on(resolve(node["expression"]), null);
      const bound = marking ? ways.length > 0 && isNode(node["context"]) : bind(node["context"], ways);
      for (const key of ["body", "fallback", ...(bound ? [] : ["expression"])]) visit(node[key], marking);
      return;
    }
    if (marking) {
      const ways = type === "ConditionalExpression" || type === "LogicalExpression" ? [] : resolve(node);
      if (ways.length > 0) {
        for (const leaf of ways.flatMap(leaves)) used.add(leaf);
        let inner: unknown = node;
        while (isNode(inner) && (inner.type === "MemberExpression" || inner.type === "ChainExpression")) {
          if (inner["computed"] === true) visit(inner["property"], marking);
          inner = inner["object"] ?? inner["expression"];
        }
        return;
      }
    }
    if (type.startsWith("TS") && !/^TS(As|NonNull|Satisfies)/.test(type)) return;
    for (const [key, value] of Object.entries(node)) {
      const isName = (key === "key" || key === "property") && node["computed"] !== true;
      if (isName || ["typeAnnotation", "typeArguments", "typeParameters", "returnType", "loc"].includes(key)) continue;
      visit(value, marking);
    }
  };
  const { fragment, instance, module } = parse(source, { modern: true });
  const all = [module?.content, instance?.content, fragment];
  // An alias may be named before what it stands for.
  for (let before = -1; before !== names.size;) {
    before = names.size;
    visit(all, false);
  }
  visit(all, true);
  return used;
}

const story = readdirSync("www/story").filter((file) => /^(?!.*\.test\.ts$).*\.ts$/.test(file));
const exported = new Map<string, Ways>(
  story.flatMap((file) =>
    [...readFileSync(`www/story/${file}`, "utf8").matchAll(/export const (\w+) = told\(\s*"(\w+)"/g)].map(
      ([, name = "", part = ""]) => [name, [[part]]] as const,
    ),
  ),
);
const scripted = (text: string): string => `<script lang="ts">\n${text}\n</script>`;

void test("is a text followed through names, choices and blocks, and one that nobody reads told?", () => {
  const texts = (source: string): string[] => [...read(source, exported)].sort();
  const app =
    'import { fill, story } from "../story/index.ts"; import { exercises as words, names } from "../story/exercises.ts";';
  assert.deepEqual(texts(scripted(app)), []);
  assert.deepEqual(texts(scripted(`${app} fill(story.app.theme.light, {}); const a = words; say(a.right);`)), [
    "app.theme.light",
    "exercises.right",
  ]);
  assert.deepEqual(texts(scripted(`${app} const { way: x, next } = words; say(x);`)), ["exercises.way"]);
  assert.deepEqual(texts(scripted(`${app} say((good ? words.right : words.wrong).length);`)).length, 2);
  const half =
    "const a = $derived(bad ? fill(good ? words.right : words.wrong, {}) : words.next); const b = bad ? words.way : f(words.line);";
  assert.deepEqual(
    texts(scripted(`${app} ${half} say(a);`)),
    ["line", "next", "right", "wrong"].map((one) => `exercises.${one}`),
  );
  assert.deepEqual(texts(scripted(`${app} say(names[which]);`)), leaves(["names"]).sort());
  assert.deepEqual(texts(scripted(`${app} const t: typeof words.right = 1; say({ right: 1 });`)), []);
  assert.deepEqual(texts(`${scripted(app)} {#each [1] as right}<p title={words.title}>{right}</p>{/each}`), [
    "exercises.title",
  ]);
});

void test("is every text of the catalogue read somewhere?", () => {
  const used = new Set<string>();
  for (const file of readdirSync("www", { recursive: true }).map((one) => String(one).replaceAll("\\", "/"))) {
    if (!/\.(ts|svelte)$/.test(file) || /\.test\.ts$|^story\/de\//.test(file)) continue;
    const text = readFileSync(`www/${file}`, "utf8");
    if (!/story\/\w+\.ts"|^story\//.test(`${text}\n${file}`) && !file.startsWith("story/")) continue;
    for (const leaf of read(file.endsWith(".ts") ? scripted(text) : text, exported)) used.add(leaf);
  }
  assert.deepEqual(
    [...catalogues.keys()].flatMap((part) => leaves([part])).filter((leaf) => !used.has(leaf)),
    [],
  );
});
