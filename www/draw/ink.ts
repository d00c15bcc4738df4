/**
 * The inks of the page's pictures that are not a scale: text, hairlines, positions, probability. The same as the
 * tokens of www/styles/theme.css, which a canvas that is drawn off the page cannot read; a test holds the two equal.
 */

import { paper, type Rgb, type Theme } from "./colour.js";

export interface Inks {
  readonly text: string;
  readonly muted: string;
  readonly hair: string;
  readonly accent: string;
  /** Probabilities: one hue. */
  readonly probability: string;
  /** What goes wrong: a flag. */
  readonly danger: string;
  /** The outline of the target; nothing else is drawn in it. */
  readonly target: string;
}

const INKS: Record<Theme, Inks> = {
  light: {
    text: "#1f2430",
    muted: "#5c6370",
    hair: "#dcd9d0",
    accent: "#3547c4",
    probability: "#17806f",
    danger: "#a8231c",
    target: "#1f2430",
  },
  dark: {
    text: "#eceae4",
    muted: "#a6a9b0",
    hair: "#3a3d44",
    accent: "#9aa8ff",
    probability: "#53c0ab",
    danger: "#ff9c92",
    target: "#eceae4",
  },
};

export function inks(theme: Theme): Inks {
  return INKS[theme];
}

/**
 * The hue of each context position, oldest first. Eight that stay apart; away from the blue and orange of values at the
 * lightness they are used in. Beyond eight positions they repeat, and the word beside them tells which is which.
 */
const POSITIONS: Record<Theme, readonly string[]> = {
  light: ["#0c6f86", "#ad1c55", "#56760d", "#8a5a00", "#5b4bb5", "#1c7a4c", "#a33c12", "#4a6076"],
  dark: ["#5fc3da", "#f58db4", "#b2cf63", "#e3b45c", "#b3a6f5", "#6fcf9c", "#f2a07a", "#a9bdd1"],
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
