// How long n-grams of orders 1 to 5 take to train on a million tokens in the page, as the Measure room asks for them. Fails where
// the quickest of the repetitions is above three seconds.
//
//     node tests/bench/counting.mjs [--tokens 1000000] [--repeat 3]
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { launch } from "./chromium.mjs";
import { serve } from "./serve.mjs";
import { quantile } from "./statistics.mjs";

/** The most that the five orders may take together, in seconds. */
const MOST = 3;

const root = fileURLToPath(new URL("../../", import.meta.url));
const { values: options } = parseArgs({
  options: { tokens: { type: "string", default: "1000000" }, repeat: { type: "string", default: "3" } },
});
const server = await serve({ "/this/": join(root, "dist") });
const browser = await launch();
try {
  const page = await browser.newPage();
  await page.goto(`${server.origin}/this/`);
  const { texts, tokens } = await page.evaluate(async (tokens) => {
    await glasslm.ready;
    // The few words of the farmyard, each n-gram often; and as many different ones as text has, by Zipf's law: the r-th most
    // frequent of 30,000 words comes with a probability near 1/r, and a word leans on the one before it.
    const farmyard = await glasslm.create({ corpus: { name: "farmyard" } });
    const lines = await farmyard.sentences("train", { from: 0, count: 20_000 });
    await farmyard.dispose();
    const repeated = [];
    for (let left = tokens, at = 0; left > 0; at = (at + 1) % lines.length) {
      repeated.push(lines[at].join(" "));
      left -= lines[at].length + 1;
    }
    let state = 1;
    const random = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
    const zipf = [];
    for (let left = tokens, before = 0; left > 0; left -= 21) {
      const words = Array.from({ length: 20 }, () => {
        const rank = Math.floor(30_000 ** random());
        before = random() < 0.5 ? rank : (before * 7 + (rank % 5)) % 30_000;
        return `w${before}`;
      });
      zipf.push(words.join(" "));
    }
    globalThis.texts = {
      "farmyard, again and again": repeated.join("\n"),
      "30,000 words by Zipf's law": zipf.join("\n"),
    };
    return { texts: Object.keys(globalThis.texts), tokens };
  }, Number(options.tokens));
  // What the browser's processes computed, beside what the clock says: on a busy machine the two are far apart.
  const processes = await browser.newBrowserCDPSession();
  const computed = async () => {
    const { processInfo } = await processes.send("SystemInfo.getProcessInfo");
    return processInfo.filter(({ type }) => type === "renderer").reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  };
  for (const text of texts) {
    // What measures is fetched, and the text read there, before the clock starts.
    const { counted, words } = await page.evaluate(async (text) => {
      const splits = { train: globalThis.texts[text], validation: "w1 w2\n", test: "" };
      globalThis.model = await glasslm.create({ corpus: splits, embedding: 2, hidden: 2, maximumVocabulary: 30_000 });
      const { train } = await globalThis.model.ngram({ order: 1 });
      return { counted: train.tokens, words: globalThis.model.vocabulary.length };
    }, text);
    const [seconds, work] = [[], []];
    let entries = [];
    for (let round = 0; round < Number(options.repeat); round += 1) {
      const before = await computed();
      const found = await page.evaluate(async () => {
        const began = performance.now();
        const members = await globalThis.model.measure.lineup({ smoothing: "kneser-ney" });
        return { seconds: (performance.now() - began) / 1000, entries: members.map((member) => member.entries) };
      });
      seconds.push(found.seconds);
      work.push((await computed()) - before);
      ({ entries } = found);
    }
    await page.evaluate(() => globalThis.model.dispose());
    const [median, processor] = [quantile(seconds, 0.5), quantile(work, 0.5)];
    console.log(
      `${text}: ${counted.toLocaleString("en")} tokens, ${words.toLocaleString("en")} words: orders 1 to 5, Kneser-Ney, in ${median.toFixed(2)} s (median of ${seconds.map((one) => one.toFixed(2)).join(", ")}), ${processor.toFixed(2)} s of a processor`,
    );
    console.log(`  distinct n-grams by order: ${entries.map((count) => count.toLocaleString("en")).join(", ")}`);
    if (tokens <= 1e6 && Math.min(...seconds) > MOST) process.exitCode = 1;
  }
  if (process.exitCode) console.error(`above ${MOST} s`);
} finally {
  await browser.close();
  server.close();
}
