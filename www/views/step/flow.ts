/** Gradient flow as bands: how much comes back along each way, drawn as wide as its norm. */

/** What comes back from one place of the network to the place before it. */
export interface Passage {
  readonly from: string;
  readonly to: string;
  /** The gradient that passes. */
  readonly tensor: string;
  /** Its L2 norm; for a word, of its part of de. */
  readonly norm: number;
  /** Of a word: its position, 0 the oldest. */
  readonly position?: number;
}

export interface Place {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  /** Of a word: its position. */
  readonly position?: number;
}

export interface Band {
  readonly passage: Passage;
  /** An SVG path, filled. */
  readonly path: string;
  /** Where its number is written. */
  readonly label: { readonly x: number; readonly y: number };
}

export interface FlowPicture {
  readonly nodes: readonly Place[];
  readonly bands: readonly Band[];
}

/** A number's line under a band, and the room of the words at the left and of L at the right. */
const LEFT = 144;
const RIGHT = 26;
/** Above the first and under the last word. */
const EDGE = 4;
/** The widest band, as a share of the height. */
const WIDEST = 0.42;

/**
 * The bands of these passages, in backward order, on width x height pixels. Width is linear in the norm, and the largest has the
 * widest band; none is thinner than a line, so that a vanishing one is still seen.
 */
export function flowPicture(passages: readonly Passage[], width: number, height: number): FlowPicture {
  const trunk = passages.filter(({ position }) => position === undefined);
  const words = passages.filter(({ position }) => position !== undefined);
  const names = trunk.length === 0 ? [] : [(trunk[0] as Passage).from, ...trunk.map(({ to }) => to)];
  const middle = height / 2;
  const most = Math.max(...passages.map(({ norm }) => (Number.isFinite(norm) ? norm : 0)), 0);
  const thick = (norm: number) =>
    Number.isFinite(norm) && most > 0 ? Math.max(1, (norm / most) * height * WIDEST) : 1;
  // L stands at the right, the words at the left: data flows to the right, gradients come back to the left.
  const column = (index: number) =>
    width - RIGHT - (index * (width - RIGHT - LEFT)) / Math.max(1, names.length - 1 + 0.9);
  const nodes: Place[] = names.map((name, index) => ({ name, x: column(index), y: middle }));
  const rows = words.map((passage, index) => ({
    passage,
    y: EDGE + ((index + 0.5) * (height - 2 * EDGE)) / Math.max(1, words.length),
  }));
  const bands: Band[] = trunk.map((passage, index) => {
    const [right, left] = [column(index), column(index + 1)];
    // A band begins as wide as the one that came: what is lost on the way is seen as a narrowing.
    const before = index === 0 ? passage.norm : (trunk[index - 1] as Passage).norm;
    return {
      passage,
      path: ribbon(right, middle, thick(before), left, middle, thick(passage.norm)),
      label: { x: left, y: height - 4 },
    };
  });
  const last = trunk.at(-1);
  const root = last ? column(trunk.length) : width - RIGHT;
  // The words' bands leave e side by side, so that together they are no wider than what came.
  const widths = rows.map(({ passage }) => thick(passage.norm));
  const all = widths.reduce((sum, each) => sum + each, 0);
  let at = middle - all / 2;
  rows.forEach(({ passage, y }, index) => {
    const each = widths[index] as number;
    nodes.push({ name: passage.to, x: LEFT, y, position: passage.position as number });
    bands.push({ passage, path: ribbon(root, at + each / 2, each, LEFT + 6, y, each), label: { x: LEFT, y } });
    at += each;
  });
  return { nodes, bands };
}

/** A band between two upright ends, as a filled path. */
function ribbon(x0: number, y0: number, w0: number, x1: number, y1: number, w1: number): string {
  const half = (x0 + x1) / 2;
  const point = (x: number, y: number) => `${round(x)},${round(y)}`;
  return [
    `M${point(x0, y0 - w0 / 2)}`,
    `C${point(half, y0 - w0 / 2)} ${point(half, y1 - w1 / 2)} ${point(x1, y1 - w1 / 2)}`,
    `L${point(x1, y1 + w1 / 2)}`,
    `C${point(half, y1 + w1 / 2)} ${point(half, y0 + w0 / 2)} ${point(x0, y0 + w0 / 2)}`,
    "Z",
  ].join("");
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
