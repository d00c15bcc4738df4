// What a lecturer's link does, in words: for the one who makes it, and for everyone who shares it.

import { fill } from "../../story/index.ts";
import { groups, present as words } from "../../story/present.ts";
import { chapters as titles } from "../../story/lecture.ts";
import { locale } from "../../story/told.ts";
import type { Wish } from "./link.ts";

export function saysOf({ lock, hide, path, large, present }: Wish): string[] {
  const listed = new Intl.ListFormat(locale(), { type: "conjunction" });
  return [
    ...(path === null ? [] : [fill(words.saysPath, { chapters: listed.format(path.map((id) => titles[id].title)) })]),
    ...(lock ? [words.saysLock] : []),
    ...(hide.length === 0 ? [] : [fill(words.saysHide, { groups: listed.format(hide.map((group) => groups[group])) })]),
    ...(large ? [words.saysLarge] : []),
    ...(present ? [words.saysPresent] : []),
  ];
}
