// How the page looks to this reader: theme and size of type, remembered on this machine where the browser lets us.

import type { Theme } from "../draw/colour.js";
import { recall, remember } from "./remember.ts";

const THEME = "glasslm.theme";
const TYPE = "glasslm.type";
/** What the projector's variable is in the large size. */
export const LARGE = 1.4;

/** How large the page's letters are, beside the 16 px that charts are laid out for: a chart is drawn larger by this. */
export const letters = $state({ scale: 1 });

/**
 * `density`: the screen's pixels to a CSS pixel. A zoom changes it, and so does a move to another screen: every canvas is then drawn
 * anew. (Svelte's own `devicePixelRatio` and `MediaQuery` cost a kilobyte of the first load each.)
 */
export const screen = $state({ density: 1 });

function follow(): void {
  screen.density = devicePixelRatio || 1;
  matchMedia(`(resolution: ${screen.density}dppx)`).addEventListener("change", follow, { once: true });
}
follow();

export class Look {
  #large = $state(false);
  /** The size of type that a link or a presentation asks for, which nothing remembers; 0: neither does. */
  asked = $state(0);
  /** What the reader chose against the system; null: the page goes with the system. */
  #chosen = $state<Theme | null>(null);
  readonly #system = asked("(prefers-color-scheme: dark)");
  /** Forced colours are the system's palette: the page's theme is the one that goes with it, whatever was chosen. */
  readonly #forced = asked("(forced-colors: active)");

  get large(): boolean {
    return this.#large || this.asked > 0;
  }

  set large(large: boolean) {
    this.#large = large;
    this.asked = 0;
  }

  get theme(): Theme {
    return (this.#forced.current ? null : this.#chosen) ?? (this.#system.current ? "dark" : "light");
  }

  set theme(theme: Theme) {
    // What the system says anyway is not a choice: it may change its mind at dusk.
    this.#chosen = (theme === "dark") === this.#system.current ? null : theme;
    remember(THEME, this.#chosen);
  }

  /** Reads the reader's choice. Call it while a component is made: it keeps the page's root in step. */
  constructor() {
    const kept = recall(THEME);
    this.#chosen = kept === "light" || kept === "dark" ? kept : null;
    this.#large = recall(TYPE) === "large";
    // Before the views: a canvas reads its colours from the root.
    $effect.pre(() => {
      document.documentElement.dataset["theme"] = this.theme;
    });
    $effect(() => {
      document.documentElement.style.setProperty("--projector", String(this.asked || (this.#large ? LARGE : 1)));
      letters.scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
      remember(TYPE, this.#large ? "large" : null);
    });
  }
}

/** What the browser answers to a question about its surroundings, for as long as the page stands. */
function asked(question: string): { readonly current: boolean } {
  const list = matchMedia(question);
  const answer = $state({ current: list.matches });
  list.addEventListener("change", () => {
    answer.current = list.matches;
  });
  return answer;
}
