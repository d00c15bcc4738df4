// How long an evaluation of a split takes in the page with the crew and without it, in turns: medians, quartiles in brackets, and the
// fastest. Without it as in a page that nobody sees.
//
//     node tests/bench/evaluate.mjs [--turns 9] [--sizes TMWL] [--examples 40000]
//
// Needs dist/ (cargo xtask build).
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { launch } from "./chromium.mjs";
import { serve } from "./serve.mjs";
import { sizes } from "./sizes.mjs";
import { spread } from "./statistics.mjs";

const { values: options } = parseArgs({
  options: {
    turns: { type: "string", default: "9" },
    sizes: { type: "string", default: "TMWL" },
    examples: { type: "string", default: "40000" },
  },
});
const server = await serve({ "/this/": join(fileURLToPath(new URL("../../", import.meta.url)), "dist") });
const browser = await launch();
try {
  const page = await browser.newPage();
  await page.addInitScript(() => {
    Object.defineProperty(document, "hidden", { get: () => globalThis.unseen === true });
  });
  await page.goto(`${server.origin}/this/`);
  if (!(await page.evaluate(() => crossOriginIsolated))) throw new Error("the page is not isolated");
  for (const size of sizes.filter(({ letter }) => options.sizes.includes(letter))) {
    // A word more costs little where there are few.
    const examples = Number(options.examples) * (size.vocabulary < 1000 ? 20 : 1);
    const { one, two, same, used } = await page.evaluate(
      async ([{ vocabulary, context, embedding, hidden, bias }, examples, turns]) => {
        await glasslm.ready;
        const text = Array.from({ length: examples }, (_, i) => `w${((i * i) % 10_007) % vocabulary}`).join(" ");
        const model = await glasslm.create({
          ...{ corpus: { text }, maximumVocabulary: vocabulary, sentences: false, split: [1, 0, 0] },
          ...{ context, embedding, hidden, bias },
        });
        // Until the crew is open.
        while ((model.backend.cores?.measured.length ?? 0) < 2)
          await model.train({ steps: vocabulary < 1000 ? 3000 : 40 });
        const [one, two, seen] = [[], [], new Set()];
        for (let turn = 0; turn < turns; turn += 1)
          for (const [unseen, taken] of [
            [true, one],
            [false, two],
          ]) {
            Object.assign(globalThis, { unseen });
            document.dispatchEvent(new Event("visibilitychange"));
            const began = performance.now();
            seen.add((await model.evaluate("train")).nll);
            taken.push(performance.now() - began);
          }
        const { used } = model.backend.cores;
        await model.dispose();
        return { one, two, used, same: seen.size === 1 };
      },
      [size, examples, Number(options.turns)],
    );
    const shown = (taken) => {
      const { median, low, high } = spread(taken);
      return `${median.toFixed(0)} [${low.toFixed(0)}-${high.toFixed(0)}], fastest ${Math.min(...taken).toFixed(0)} ms`;
    };
    console.log(
      `${size.letter}, ${examples.toLocaleString("en")} examples: alone ${shown(one)}; with the crew ${shown(two)}; ${same ? "the same bits" : "OTHER BITS"}; a run used ${String(used)} last`,
    );
  }
} finally {
  await browser.close();
  server.close();
}
