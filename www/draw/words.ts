/** Which words of a vocabulary a picture has room for, and how they are written. */

import { story } from "../story/index.ts";

/** The ids of the `count` largest values, largest first; ties by id. NaN never counts. */
export function largest(values: ArrayLike<number>, count: number): number[] {
  const best: number[] = [];
  for (let id = 0; id < values.length && count > 0; id += 1) {
    const value = values[id] as number;
    if (Number.isNaN(value) || (best.length === count && !(value > (values[best[count - 1] as number] as number))))
      continue;
    let at = best.length;
    while (at > 0 && value > (values[best[at - 1] as number] as number)) at -= 1;
    best.splice(at, 0, id);
    if (best.length > count) best.pop();
  }
  return best;
}

/**
 * At most `room` of `size` ids in order of id, so that a word keeps its place: those in `first` (the earlier, the surer), then the lowest.
 */
export function shown(size: number, room: number, first: readonly number[]): number[] {
  const chosen = new Set<number>();
  for (const id of first) if (chosen.size < room && id >= 0 && id < size) chosen.add(id);
  for (let id = 0; id < size && chosen.size < room; id += 1) chosen.add(id);
  return [...chosen].sort((a, b) => a - b);
}

const signs: Readonly<Record<string, string>> = {
  " ": "␣",
  "\n": "↵",
  "\t": "⇥",
  "\u200c": "¦",
  "\u200d": "‿",
};

/**
 * How a token is written wherever the page shows one: what cannot be seen gets a sign of its own. A joiner inside an emoji is seen: it
 * makes one picture of several.
 */
export function written(token: string): string {
  return token.replace(
    /[ \n\t\u200c]|(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}])\u200d/gu,
    (unseen) => signs[unseen] ?? unseen,
  );
}

/** The token that stands before a sentence where nothing is, and ends it. */
const EDGE = "</s>";

/** As `written`, but the edge of a sentence by what it is there: its start, where it is read, or its end, where it is predicted. */
export function named(token: string, as: "start" | "end" = "end"): string {
  return token === EDGE ? story.predict[as] : written(token);
}

/** What a reader takes for one letter each: the grapheme clusters of a text, at most `most` of them. */
export function clusters(text: string, most: number): readonly string[] {
  // A browser without a segmenter counts code points: surrogates at least stay together.
  const parts =
    typeof Intl.Segmenter === "function"
      ? new Intl.Segmenter().segment(text.slice(0, 32 * most + 64))
      : Array.from(text.slice(0, 2 * most + 2), (segment) => ({ segment }));
  const found: string[] = [];
  for (const { segment } of parts) {
    if (found.length === most) break;
    found.push(segment);
  }
  return found;
}

/** As many letters of a written token as `most`, the last of them an ellipsis where there are more; no cluster is cut. */
export function clipped(text: string, most: number): string {
  if (text.length <= most) return text;
  const found = clusters(text, most);
  return found.join("").length === text.length ? text : `${found.slice(0, most - 1).join("")}…`;
}

/** Letters of a word that are shown where there is no measure of the room for it. */
const LETTERS = 32;

/**
 * A written token as it is shown among others: longer than anybody reads, it is cut, and keeps the ellipsis at its own end, whichever way
 * the others are read.
 */
export function cut(text: string): string {
  const short = clipped(text, LETTERS);
  return short === text ? text : `\u2068${short}\u2069`;
}

/** The title of a token that is shown cut: all of it; none where it is shown whole. */
export function whole(text: string): string | undefined {
  return cut(text) === text ? undefined : text;
}
