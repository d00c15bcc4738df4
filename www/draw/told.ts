/** A chart in words, for who does not see it: some of its points, evenly, the last one always. */

const MOST = 8;

export function told(
  points: readonly (readonly [at: string, value: string])[],
  sentence: (at: string, value: string) => string,
): string {
  const every = Math.max(1, Math.ceil((points.length - 1) / (MOST - 1)));
  return points
    .filter((_, k) => k === points.length - 1 || (k % every === 0 && points.length - 1 - k >= every / 2))
    .map(([at, value]) => sentence(at, value))
    .join(", ");
}
