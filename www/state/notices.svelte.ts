// What the reader must be told over every room. A message stays until it is dismissed, or until what it is about succeeds: a
// success elsewhere erases nothing.

import { untrack } from "svelte";

export interface Notice {
  /** Made where it is shown: the reader may switch the language. */
  readonly text: () => string;
  /** What it is about: a later message about the same takes its place. */
  readonly about: unknown;
}

/** More would hide the room; the oldest goes. */
const MOST = 4;

export class Notices {
  all = $state.raw<readonly Notice[]>([]);

  /** Says something; the same text is not said twice at once. */
  say(text: () => string, about: unknown = text()): void {
    // Whoever speaks in an effect does not wait for what is said.
    untrack(() => {
      const others = this.all.filter((notice) => notice.about !== about && notice.text() !== text());
      this.all = [...others, { text, about }].slice(-MOST);
    });
  }

  /** What it was about has succeeded, or is no more. */
  settled(about: unknown): void {
    const all = untrack(() => this.all);
    if (all.some((notice) => notice.about === about)) this.all = all.filter((one) => one.about !== about);
  }

  dismiss(notice: Notice): void {
    this.all = this.all.filter((one) => one !== notice);
  }
}
