// How the page looks to this reader: theme and size of type, remembered on this machine where the browser lets us.

import type { Theme } from "../draw/colour.js";

const THEME = "glasslm.theme";
const TYPE = "glasslm.type";
/** What the projector's variable is in the large size. */
const LARGE = 1.4;

/** How large the page's letters are, beside the 16 px that charts are laid out for: a chart is drawn larger by this. */
export const letters = $state({ scale: 1 });

export class Look {
  theme = $state<Theme>("light");
  large = $state(false);

  /** Reads the reader's choice, else the system's. Call it while a component is made: it keeps the page's root in step. */
  constructor() {
    const system = matchMedia("(prefers-color-scheme: dark)");
    // Forced colours are the system's palette: the page's theme is the one that goes with it, whatever was chosen.
    const forced = matchMedia("(forced-colors: active)");
    const kept = forced.matches ? null : recall(THEME);
    this.theme = kept === "light" || kept === "dark" ? kept : system.matches ? "dark" : "light";
    this.large = recall(TYPE) === "large";
    // Before the views: a canvas reads its colours from the root.
    $effect.pre(() => {
      document.documentElement.dataset["theme"] = this.theme;
      // What the system says anyway is not a choice: it may change its mind at dusk.
      if (!forced.matches) remember(THEME, (this.theme === "dark") === system.matches ? null : this.theme);
    });
    $effect(() => {
      document.documentElement.style.setProperty("--projector", String(this.large ? LARGE : 1));
      letters.scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
      remember(TYPE, this.large ? "large" : null);
    });
    $effect(() => {
      const follow = (): void => {
        this.theme = system.matches ? "dark" : "light";
      };
      system.addEventListener("change", follow);
      return () => system.removeEventListener("change", follow);
    });
  }
}

function recall(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    // Storage is forbidden here: nothing is remembered, all else works.
    return null;
  }
}

function remember(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // As above.
  }
}
