// Words as people bring them, in every part of the page: they keep their direction, are cut between letters only and in reach as a whole,
// and stay in their boxes.
import { expect, test } from "./page.ts";
import { DESK, PHONE, states } from "./states.ts";
import type { GlassLM, Unit } from "../../www/client/api/index.ts";

declare const glasslm: GlassLM;

/** Words of 300 letters, each letter of which is more than one character where its script has such letters. */
const long = {
  latin: "e\u0323\u0308a\u0331q\u0304".repeat(100),
  hebrew: "שָׁלוֹם".repeat(75),
  arabic: "مُحَمَّدٌ".repeat(75),
  indic: "क्षिण्".repeat(150),
  plain: "abcdefghij".repeat(30),
  family: "👩‍👩‍👧‍👦👨🏽‍🚀🏳️‍🌈".repeat(100),
};
const CONTEXT = `שלום ${long.hebrew} ${long.latin}`;
const TEXT = [
  `שלום ${long.hebrew} עולם ${long.arabic} السلام عليكم`,
  `${long.hebrew} ${long.latin} ${long.plain} ${long.indic} ${long.family} שלום`,
  `שלום ${long.hebrew} ${long.latin} می‌خواهم ${long.family} عليكم`,
  `the ${long.plain} ${long.indic} 👩‍👩‍👧‍👦 e\u0301x\u0323\u0307 שלום ${long.arabic}`,
];

/** What is wrong with the words in sight; a name for each kind, so that a report is short. */
function wrong(vocabulary: readonly string[]): string[] {
  const found = new Set<string>();
  const where = (element: Element): string => {
    const path: string[] = [];
    for (
      let at: Element | null = element;
      at !== null && at !== document.body && path.length < 6;
      at = at.parentElement
    )
      path.unshift(
        `${at.localName}${[...at.classList]
          .filter((name) => !name.startsWith("svelte"))
          .map((name) => `.${name}`)
          .join("")}`,
      );
    return path.join(" > ");
  };
  const plain = (text: string): string => text.replaceAll(/[‿¦\u2068\u2069]/g, "");
  const tokens = vocabulary.map((token) => token.replaceAll(/[\u200c\u200d]/g, ""));
  const bare = (text: string): string => plain(text).replaceAll(/[\u200c\u200d]/g, "");
  const boundaries = (text: string): Set<number> =>
    new Set([...new Intl.Segmenter().segment(text)].map(({ index }) => index));
  /** What a reader who points at an element, or comes to it by the keyboard, is shown or told of it. */
  const reach = (element: Element): string => {
    let all = "";
    for (
      let at: Element | null = element;
      at !== null && !at.matches("main, aside, dialog, body");
      at = at.parentElement
    )
      all += ` ${at.getAttribute("title") ?? ""} ${at.querySelector(":scope > title")?.textContent ?? ""}`;
    return bare(all);
  };

  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
    const text = node.nodeValue ?? "";
    const element = node.parentElement;
    if (
      element === null ||
      text.trim() === "" ||
      element.closest("script, style, title, option, canvas, .heard, .skip, [inert]")
    )
      continue;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    // Half a letter.
    if (
      /\p{Surrogate}/u.test(text) ||
      /^[\p{M}\u200d\p{Emoji_Modifier}]/u.test(plain(text).trimStart()) ||
      /\u200d(…|$)/u.test(plain(text).trimEnd())
    )
      found.add(`half a letter: ${where(element)}`);
    // A direction of its own.
    const right = /[\u0590-\u08ff\ufb1d-\ufefc]/u;
    if (right.test(text) && element.closest("svg, textarea, math") === null) {
      const { direction } = getComputedStyle(element);
      // Its own element says so, or one around it that is no more than the line; or the text has marks that do.
      let own = /^[^\u0590-\u08ff]*\u2068/u.test(text);
      for (let at: Element | null = element, up = 0; at !== null && up < 3; at = at.parentElement, up += 1)
        own ||= at.getAttribute("dir") === "auto" || getComputedStyle(at).unicodeBidi === "plaintext";
      if (!own) found.add(`no direction of its own: ${where(element)}: ${text.slice(0, 30)}`);
      const strong = /\p{L}/u.exec(text)?.[0] ?? "";
      if (
        element.matches(".token") &&
        element.childNodes.length === 1 &&
        getComputedStyle(element).unicodeBidi !== "plaintext" &&
        direction !== (right.test(strong) ? "rtl" : "ltr")
      )
        found.add(`read the wrong way: ${where(element)}: ${text.slice(0, 30)}`);
    }
    // A word that is cut.
    const shown = plain(text).trim();
    if (shown.length > 1 && shown.endsWith("…")) {
      const start = shown.slice(0, -1);
      const wholes = vocabulary.filter((token) => token !== start && token.startsWith(start.split(/\s/).at(-1) ?? ""));
      const last = start.split(/\s/).at(-1) ?? "";
      if (last.length > 2 && wholes.length > 0) {
        if (!wholes.some((whole) => boundaries(whole).has(last.length)))
          found.add(`cut within a letter: ${where(element)}`);
        if (!wholes.some((whole) => reach(element).includes(bare(whole))))
          found.add(`not in reach as a whole: ${where(element)}`);
      }
    }
    // A word that is longer than anybody reads, and is not.
    if (element.closest(".listed") === null)
      for (const token of tokens)
        if (token.length > 200 && bare(text).includes(token)) {
          let shortened = false;
          for (let at: Element | null = element; at !== null; at = at.parentElement)
            shortened ||= getComputedStyle(at).textOverflow === "ellipsis";
          if (!shortened) found.add(`a long word in full: ${where(element)}`);
        }
    // Out of its box: beyond what may be scrolled to, or over what is beside it.
    const range = document.createRange();
    range.selectNodeContents(node);
    const drawn = range.getBoundingClientRect();
    if (drawn.width === 0 || drawn.height === 0) continue;
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const { overflowX, textOverflow, display, position, clipPath } = getComputedStyle(at);
      // For ears only.
      if (clipPath !== "none") break;
      const box = at.getBoundingClientRect();
      const out = Math.max(box.left - drawn.left, drawn.right - box.right);
      if (/auto|scroll/.test(overflowX)) break;
      if (/hidden|clip/.test(overflowX)) {
        if (out > 1.5) {
          if (textOverflow !== "ellipsis") found.add(`cut off without a sign: ${where(at)}: ${text.slice(0, 30)}`);
          else if (
            tokens.some((token) => token.length > 9 && bare(text).includes(token) && !reach(element).includes(token))
          )
            found.add(`not in reach as a whole: ${where(element)}`);
        }
        break;
      }
      if (
        out > 3 &&
        display !== "contents" &&
        !display.startsWith("inline") &&
        box.width > 1 &&
        at.localName !== "body"
      ) {
        found.add(`out of its box by ${out.toFixed(0)} px: ${where(at)}: ${text.slice(0, 30)}`);
        break;
      }
      if (position === "fixed" || at.localName === "svg") break;
    }
  }
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.add(`the page is ${String(scrollWidth - clientWidth)} px too wide`);
  for (const box of document.querySelectorAll("input[type=text], input[type=search], textarea"))
    if (box.checkVisibility() && /[\u0590-\u08ff]/u.test((box as HTMLInputElement).value) && !box.matches(":dir(rtl)"))
      found.add(`a box that is read the wrong way: ${where(box)}`);
  return [...found];
}

for (const [unit, size] of [
  ["word", DESK],
  ["space", DESK],
  ["space", PHONE],
] as const satisfies readonly (readonly [Unit, { width: number; height: number }])[])
  test(`do ${unit === "word" ? "words" : "runs"} of any script and length keep their direction, their letters and their boxes, ${String(size.width)} px wide?`, async ({
    opened: { page },
  }) => {
    test.setTimeout(300_000);
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.setViewportSize(size);
    const vocabulary = await page.evaluate(
      async ([lines, unit]) => {
        await glasslm.ready;
        const text = `${lines.join("\n")}\n`.repeat(8);
        const model = await glasslm.create({ corpus: { text }, unit, context: 3, embedding: 4, hidden: 6 });
        await glasslm.show(model);
        return model.vocabulary;
      },
      [TEXT, unit] as const,
    );
    expect(Math.max(...vocabulary.map((token) => token.length))).toBeGreaterThan(290);
    const found: string[] = [];
    for await (const state of states(page, CONTEXT)) {
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
      await page.waitForTimeout(300);
      found.push(...(await page.evaluate(wrong, vocabulary)).map((fault) => `${state}: ${fault}`));
    }
    expect(found).toEqual([]);
  });
