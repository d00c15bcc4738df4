// What a screen reader is told: one voice for the page, at most one text every two seconds, the newest first. A reader that is
// told more often says nothing to its end.

import { createContext } from "svelte";

const PAUSE_MS = 2000;

const plain = (text: string): string => text.replace(/\s+/g, " ").trim();

export class Voice {
  /** What the page's one live region says. */
  text = $state("");
  #waiting: string | null = null;
  #free = 0;
  /** A text waits for its turn. */
  #due = false;

  say(text: string): void {
    const words = plain(text);
    if (words === "") return;
    this.#waiting = words;
    const wait = this.#free - performance.now();
    if (wait <= 0) this.#speak();
    else if (!this.#due) {
      this.#due = true;
      setTimeout(() => this.#speak(), wait);
    }
  }

  /** What is over is not said any more, and does not stand there as if it were so. */
  unsay(text: string): void {
    const words = plain(text);
    if (this.#waiting === words) this.#waiting = null;
    if (this.text === words) this.text = "";
  }

  #speak(): void {
    this.#due = false;
    if (this.#waiting === null) return;
    this.text = this.#waiting;
    this.#waiting = null;
    this.#free = performance.now() + PAUSE_MS;
  }
}

/** Every component under the one that called `setVoice` gets the voice from `useVoice`. */
export const [useVoice, setVoice] = createContext<Voice>();
