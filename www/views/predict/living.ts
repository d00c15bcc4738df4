// How large the living picture is: its place is kept before it is there, so that nothing moves when it comes.

/** Of a word or a bar. */
export const ROW = 24;
/** How many of the most probable words are drawn. */
export const BARS = 5;

export function heightOf(n: number): number {
  return Math.max(150, 34 + Math.max(n, BARS) * ROW);
}
