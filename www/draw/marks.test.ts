import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { axis, range } from "./axis.js";
import { cellBox, ellipsize, inside } from "./canvas.js";
import { diverging, luminance, paper } from "./colour.js";
import { inks, positionHue, rgb, sequential } from "./ink.js";
import { linePath } from "./line.js";
import { cloud, labels, nearest, scatter } from "./scatter.js";
import { largest, shown } from "./words.js";

const contrast = (a: number, b: number) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

test("can every ink that writes words be read on the paper (WCAG AA, 4.5)?", () => {
  for (const theme of ["light", "dark"] as const) {
    const ink = inks(theme);
    const ground = luminance(paper(theme));
    const hues = [
      ink.text,
      ink.muted,
      ink.accent,
      ink.danger,
      ink.target,
      ...Array.from({ length: 8 }, (_, i) => positionHue(theme, i)),
    ];
    for (const hue of hues) assert.ok(contrast(luminance(rgb(hue)), ground) >= 4.5, `${theme} ${hue}`);
    assert.ok(contrast(luminance(rgb(ink.probability)), ground) >= 3, `${theme} probability`);
  }
});

test("are these inks the theme's tokens?", () => {
  const [light = "", dark = ""] = readFileSync("www/styles/theme.css", "utf8").split(':root[data-theme="dark"]');
  const tokens = { light, dark };
  for (const theme of ["light", "dark"] as const) {
    const token = (name: string) => new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(tokens[theme])?.[1];
    const { text, muted, hair, accent, probability, danger, target } = inks(theme);
    assert.deepEqual(
      [text, muted, hair, accent, probability, danger, target],
      ["ink", "muted", "line", "accent", "probability", "danger", "target"].map(token),
    );
    for (let position = 0; position < 8; position += 1)
      assert.equal(positionHue(theme, position), token(`position-${position}`));
    assert.deepEqual(paper(theme), rgb(token("paper") ?? ""));
    for (const palette of ["value", "gradient"] as const) {
      const colour = diverging(palette, theme, 1);
      assert.deepEqual(
        [colour(-1), colour(1)],
        [rgb(token(`${palette}-below`) ?? ""), rgb(token(`${palette}-above`) ?? "")],
      );
    }
  }
});

test("does the one-hue scale run from paper to its end, one way?", () => {
  for (const theme of ["light", "dark"] as const) {
    const colour = sequential(theme, 0.5);
    assert.deepEqual(colour(0), paper(theme));
    assert.deepEqual(colour(9), rgb(inks(theme).probability));
    assert.equal(colour(NaN), null);
  }
});

test("are an axis's ticks round, within it, and do its ends land on its pixels?", () => {
  const x = axis(-0.3, 1.05, 10, 110);
  assert.deepEqual([x.at(-0.3), x.at(1.05)], [10, 110]);
  assert.deepEqual(x.ticks(5), [0, 0.5, 1]);
  assert.deepEqual(axis(0, 1, 0, 1).ticks(5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.equal(axis(2, 2, 0, 100).at(2), 50);
  assert.throws(() => axis(0, Infinity, 0, 1), /0 to Infinity given/);
  assert.equal(range([NaN]), null);
  assert.deepEqual(range([3, NaN, -1]), [-1, 3]);
});

test("does a curve show a gap where a value is not finite, and keep a spike?", () => {
  const y = axis(0, 10, 10, 0);
  assert.equal(linePath([0, 5, NaN, 10], axis(0, 3, 0, 30), y), "M0,10L10,5M30,0");
  const many = new Float32Array(10000);
  many[5003] = 10;
  const path = linePath(many, axis(0, 9999, 0, 100), y);
  assert.match(path, /,0(?=[LM]|$)/);
  assert.ok(path.split("L").length <= 404);
});

test("are distances on a scatter true, and is the nearest dot found?", () => {
  const dots = scatter({ shape: [4, 2], data: [0, 0, 4, 0, 0, 1, NaN, 0] }, { x: 0, y: 0, width: 100, height: 100 });
  assert.deepEqual(
    dots.map((dot) => dot.index),
    [0, 1, 2],
  );
  assert.deepEqual(
    dots.map(({ x, y }) => [x, y]),
    [
      [0, 62.5],
      [100, 62.5],
      [0, 37.5],
    ],
  );
  assert.equal(nearest(dots, 97, 60, 10)?.index, 1);
  assert.equal(nearest(dots, 50, 0, 10), null);
  assert.throws(() => scatter({ shape: [2, 1], data: [0, 1] }, { x: 0, y: 0, width: 1, height: 1 }), /1 given/);
});

test("has a cloud a square of the pen's colour at each dot, cut off at the edges?", () => {
  const [width, height] = [6, 4];
  let shown: Uint8ClampedArray = new Uint8ClampedArray();
  const pen = {
    canvas: { width, height },
    fillStyle: "#5c6370",
    getTransform: () => ({ a: 2 }),
    createImageData: () => ({ data: new Uint8ClampedArray(4 * width * height) }),
    putImageData: ({ data }: { data: Uint8ClampedArray }) => {
      shown = data;
    },
  } as unknown as CanvasRenderingContext2D;
  cloud(
    pen,
    [
      { index: 0, x: 0, y: 0 },
      { index: 1, x: 2, y: 1 },
    ],
    1,
  );
  const painted = Array.from({ length: width * height }, (_, at) => at).filter((at) => shown[4 * at + 3] === 255);
  assert.deepEqual(
    painted.map((at) => [at % width, Math.floor(at / width)]),
    [
      [0, 0],
      [3, 1],
      [4, 1],
      [3, 2],
      [4, 2],
    ],
  );
  assert.deepEqual([...shown.subarray(0, 4)], [0x5c, 0x63, 0x70, 255]);
});

test("do labels never cover one another?", () => {
  const dots = Array.from({ length: 30 }, (_, index) => ({ index, x: index % 6, y: index % 5 }));
  const placed = [...labels(dots, () => 40, 14).values()];
  assert.ok(placed.length >= 2 && placed.length < 30);
  for (const a of placed)
    for (const b of placed) {
      assert.ok(
        a === b || a.x >= b.x + b.width || b.x >= a.x + a.width || a.y >= b.y + b.height || b.y >= a.y + a.height,
      );
    }
});

test("are the words shown the important ones, in order of id, and no more than there is room for?", () => {
  assert.deepEqual(largest([0.1, 0.5, NaN, 0.5], 2), [1, 3]);
  assert.deepEqual(shown(10, 4, [9, 7, 9]), [0, 1, 7, 9]);
  assert.deepEqual(shown(10, 2, [9, 7, 5]), [7, 9]);
  assert.deepEqual(shown(3, 8, [2]), [0, 1, 2]);
});

test("does a cell's box hold its own middle only, and is long text cut with a sign?", () => {
  const box = { x: 10, y: 20, width: 40, height: 20 };
  assert.deepEqual(cellBox([2, 4], box, 1, 3), { x: 40, y: 30, width: 10, height: 10 });
  assert.ok(inside(box, 10, 20) && !inside(box, 50, 20));
  const measure = (text: string) => text.length;
  assert.equal(ellipsize("boundary", 5, measure), "boun\u2026");
  assert.equal(ellipsize("hen", 5, measure), "hen");
});
