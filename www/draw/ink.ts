/** The inks of the page's pictures that are not a scale: text, hairlines, positions, probability. One table for both themes. */

import { paper, type Rgb, type Theme } from "./colour.js";

export interface Inks {
  readonly text: string;
  readonly muted: string;
  readonly hair: string;
  readonly accent: string;
  /** Probabilities: one hue. */
  readonly probability: string;
  /** The outline of the target; nothing else is drawn in it. */
  readonly target: string;
}

const INKS: Record<Theme, Inks> = {
  light: { text: "#1f2430", muted: "#5d6470", hair: "#d9d5ca", accent: "#3b4cca", probability: "#1c7f74", target: "#1f2430" },
  dark: { text: "#eceae4", muted: "#a5abb6", hair: "#3c3f46", accent: "#9aa6ff", probability: "#4fb9ab", target: "#eceae4" },
};

export function inks(theme: Theme): Inks {
  return INKS[theme];
}

/**
 * The hue of each context position, oldest first. Eight that stay apart; away from the blue and orange of values at the
 * lightness they are used in. Beyond eight positions they repeat, and the word beside them tells which is which.
 */
const POSITIONS: Record<Theme, readonly string[]> = {
  light: ["#0e7490", "#b4235a", "#5b7a12", "#7a4bb5", "#9a6200", "#0b7a4b", "#8a3f2b", "#4a5f8c"],
  dark: ["#5cc4de", "#f286ac", "#aed45c", "#c2a0f2", "#e6b450", "#62cf9d", "#e09a84", "#a3b6e2"],
};

export function positionHue(theme: Theme, position: number): string {
  const hues = POSITIONS[theme];
  return hues[position % hues.length] as string;
}

/** One hue from paper (0) to `probability` (end), for what is never negative. NaN has no colour. */
export function sequential(theme: Theme, end: number): (value: number) => Rgb | null {
  const from = paper(theme);
  const to = rgb(INKS[theme].probability);
  return (value) => {
    if (Number.isNaN(value)) return null;
    const share = Math.min(1, Math.max(0, value / end));
    const at = (i: 0 | 1 | 2) => Math.round(from[i] + (to[i] - from[i]) * share);
    return [at(0), at(1), at(2)];
  };
}

/** "#rrggbb" as bytes. */
export function rgb(hex: string): Rgb {
  const bits = Number.parseInt(hex.slice(1), 16);
  return [bits >> 16, (bits >> 8) & 255, bits & 255];
}

/** Bytes as CSS. */
export function css(colour: Rgb): string {
  return `rgb(${colour[0]} ${colour[1]} ${colour[2]})`;
}
