// What the lecture leaves with the page: which chapters are done, in this visit or an earlier one, and what the open one points at.
// Nothing waits for it, and it advances nothing by itself.

import { createContext } from "svelte";

/** Where the ticks are kept, and that the lecture was opened before. */
const KEY = "glasslm.lecture";

export class Path {
  /** Ids of the chapters that are done. */
  ticks = $state.raw<readonly string[]>([]);
  /** Whether the lecture was ever opened here. */
  visited = $state(false);
  /** What the open chapter points at: the names that views give to their controls and pictures. */
  points = $state.raw<readonly string[]>([]);

  constructor() {
    const kept = read();
    this.visited = kept !== null;
    this.ticks = kept ?? [];
  }

  visit(): void {
    if (this.visited) return;
    this.visited = true;
    this.#keep();
  }

  tick(id: string): void {
    if (this.ticks.includes(id)) return;
    this.ticks = [...this.ticks, id];
    this.#keep();
  }

  #keep(): void {
    try {
      localStorage.setItem(KEY, JSON.stringify(this.ticks));
    } catch {
      // Storage may be refused; the ticks then last as long as the page.
    }
  }
}

function read(): string[] | null {
  try {
    const text = localStorage.getItem(KEY);
    const found: unknown = text === null ? null : JSON.parse(text);
    return Array.isArray(found) ? found.filter((id) => typeof id === "string") : null;
  } catch {
    return null;
  }
}

/** The page hands its path down; a view under it marks what a chapter points at. */
export const [usePath, setPath] = createContext<Path>();

/** For `{@attach at("step.stage")}`: gives an element the name by which chapters point at it, and draws the mark while one does. */
export function usePointed(): (name: string) => (element: Element) => void {
  const path = usePath();
  return (name) => (element) => {
    element.setAttribute("data-point", name);
    $effect(() => {
      const on = path.points.includes(name);
      element.classList.toggle("pointed", on);
      // Who presents has no hand free to look for it.
      if (on && "present" in document.documentElement.dataset) element.scrollIntoView({ block: "nearest" });
    });
  };
}
