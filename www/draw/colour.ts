/**
 * The page's colour scales. A value is blue below zero and orange above it; a gradient is purple below and green above;
 * zero is always the paper. Lightness moves steadily away from the paper's on both arms, so a scale still tells size in
 * greyscale; it does not tell the sign there: the number does.
 */

export type Rgb = readonly [number, number, number];
export type Palette = "value" | "gradient";
export type Theme = "light" | "dark";

const PAPER: Record<Theme, Rgb> = { light: [250, 249, 246], dark: [24, 25, 28] };

/** The end of each arm, [below zero, above zero]. */
const ENDS: Record<Theme, Record<Palette, readonly [Rgb, Rgb]>> = {
  light: {
    value: [
      [18, 92, 168],
      [176, 74, 0],
    ],
    gradient: [
      [118, 58, 158],
      [16, 110, 60],
    ],
  },
  dark: {
    value: [
      [104, 172, 240],
      [240, 150, 70],
    ],
    gradient: [
      [196, 146, 232],
      [92, 196, 130],
    ],
  },
};

/** The colour that stands for zero. */
export function paper(theme: Theme): Rgb {
  return PAPER[theme];
}

/** The largest finite |value|: the end of a symmetric scale. At least the smallest positive number, so it may divide. */
export function extent(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i += 1) {
    const size = Math.abs(values[i] as number);
    if (size > largest && size !== Infinity) largest = size;
  }
  return largest || Number.MIN_VALUE;
}

/**
 * A diverging scale over [-end, end] as a function to a colour; what lies beyond is the end's colour. NaN has none and
 * gives null: a picture must show it as a hole, not as zero.
 */
export function diverging(palette: Palette, theme: Theme, end: number): (value: number) => Rgb | null {
  const zero = PAPER[theme];
  const [below, above] = ENDS[theme][palette];
  return (value) => {
    if (Number.isNaN(value)) return null;
    const share = Math.min(1, Math.abs(value) / end);
    return mix(zero, value < 0 ? below : above, share);
  };
}

/** Relative luminance in [0, 1] (WCAG 2's definition): what greyscale printing leaves of a colour. */
export function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((byte) => {
    const c = byte / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const at = (i: 0 | 1 | 2) => Math.round(from[i] + (to[i] - from[i]) * share);
  return [at(0), at(1), at(2)];
}
