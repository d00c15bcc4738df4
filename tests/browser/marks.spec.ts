// Pictures of the drawing marks: known numbers in, and at each place the colour that they ask for.
import { fileURLToPath } from "node:url";
import { build, type Rollup } from "vite";
import { expect, test } from "@playwright/test";
import type * as Marks from "./marks.ts";
import type { Network, Step } from "../../www/views/network.ts";
import type { Page } from "@playwright/test";

declare const marks: typeof Marks;
declare const sheet: (
  width: number,
  height: number,
) => { pen: CanvasRenderingContext2D; at: (x: number, y: number) => number[] };

let code = "";
test.beforeAll(async () => {
  const built = (await build({
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    build: {
      write: false,
      minify: false,
      lib: { entry: fileURLToPath(new URL("marks.ts", import.meta.url)), name: "marks", formats: ["iife"] },
    },
  })) as Rollup.RollupOutput[];
  code = built[0]?.output[0].code ?? "";
});

/** An empty page with the marks in it, and sheets of one pixel a unit to draw on. */
async function open(page: Page): Promise<void> {
  await page.setContent("<!doctype html><title>marks</title>");
  await page.addScriptTag({
    content: `${code}; globalThis.marks = marks; globalThis.sheet = (width, height) => {
    const pen = marks.fit(document.body.appendChild(document.createElement("canvas")), width, height, 1);
    return { pen, at: (x, y) => [...pen.getImageData(Math.round(x), Math.round(y), 1, 1).data] };
  };`,
  });
}

for (const theme of ["light", "dark"] as const) {
  test.describe(theme, () => {
    test("is zero paper, does the sign have its hue, is the largest cell the strongest, and NaN a hole?", async ({
      page,
    }) => {
      await open(page);
      const seen = await page.evaluate((look) => {
        const { pen, at } = sheet(100, 40);
        const matrix = { shape: [2, 3] as const, data: Float32Array.of(0, 1, -1, 0.5, -0.25, NaN) };
        marks.heat(pen, matrix, { x: 0, y: 0, width: 60, height: 40 }, marks.diverging("value", look, 1));
        const value = [10, 30, 50].map((x) => at(x, 10)).concat([10, 30, 50].map((x) => at(x, 30)));
        const seam = at(20, 10);
        marks.heat(
          pen,
          { shape: [1, 2], data: [1, -1] },
          { x: 60, y: 0, width: 40, height: 20 },
          marks.diverging("gradient", look, 1),
        );
        return { value, seam, gradient: [at(70, 10), at(90, 10)], paper: marks.paper(look) };
      }, theme);
      const [zero = [], one = [], minus = [], half = [], little = [], hole = []] = seen.value;
      const strength = (pixel: number[]): number => Math.hypot(...seen.paper.map((byte, i) => byte - (pixel[i] ?? 0)));
      expect(zero).toEqual([...seen.paper, 255]);
      expect(hole[3]).toBe(0);
      expect(seen.seam[3]).toBe(0);
      // Orange above, blue below; green above, purple below.
      expect(one[0]).toBeGreaterThan(one[2] ?? 255);
      expect(minus[2]).toBeGreaterThan(minus[0] ?? 255);
      const [above = [], below = []] = seen.gradient;
      expect(above[1]).toBeGreaterThan(Math.max(above[0] ?? 255, above[2] ?? 255));
      expect(below[1]).toBeLessThan(Math.min(below[0] ?? 0, below[2] ?? 0));
      expect(strength(one)).toBeGreaterThan(strength(half));
      expect(strength(half)).toBeGreaterThan(strength(little));
      expect(strength(little)).toBeGreaterThan(0);
    });

    test("does one large weight among ten thousand stay in sight from afar?", async ({ page }) => {
      await open(page);
      const [spot, beside, end] = await page.evaluate((look) => {
        const data = new Float32Array(10_000);
        data[50 * 100 + 50] = 2;
        const { pen, at } = sheet(20, 20);
        const colour = marks.diverging("value", look, 2);
        marks.heat(pen, { shape: [100, 100], data }, { x: 0, y: 0, width: 20, height: 20 }, colour);
        return [at(10, 10), at(3, 3), colour(2)];
      }, theme);
      expect(spot?.slice(0, 3)).toEqual(end);
      expect(beside).not.toEqual(spot);
    });

    test("does the stage have each number, hue, bar and outline where it belongs?", async ({ page }) => {
      await open(page);
      const seen = await page.evaluate((look) => {
        const tensor = (shape: number[], numbers: number[]): { shape: number[]; data: Float32Array } => ({
          shape,
          data: Float32Array.from(numbers),
        });
        // 4 words of 2 numbers, 2 words of context, 3 hidden units.
        const network: Network = {
          vocabulary: ["</s>", "hen", "cow", "dog"],
          context: [1, 2],
          target: 3,
          loss: 1,
          parameters: {
            E: tensor([2, 4], [0, 1, -1, 0.5, 0.25, 0, 0.5, -0.5]),
            W: tensor([3, 4], [0, 1, -1, 0.5, 0, 0, 0, 0, 0.5, -0.5, 0, 0]),
            U: tensor([4, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1, -1, 0, 0]),
          } as Network["parameters"],
          tensors: {
            e: tensor([4], [1, 0, -1, 0.5]),
            a: tensor([3], [1, 0, -1]),
            h: tensor([3], [0.7, 0, -0.7]),
            z: tensor([4], [0.7, 0, -0.7, 0.1]),
            yhat: tensor([4], [0.5, 0.25, 0.05, 0.2]),
          },
        };
        const steps: Step[] = [];
        const sizes = { n: 2, d: 2, H: 3, V: 4 };
        const layout = marks.layOut(1000, 460, sizes, [0, 1, 2, 3], false);
        const { pen, at } = sheet(1000, 460);
        marks.drawScene(pen, { network, steps, head: -1, theme: look, layout, font: "sans-serif" });
        const colourOf = (name: string, value: number): number[] => [
          ...(marks.diverging("value", look, marks.scaleEnd({ network, steps, head: -1 }, name) ?? 1)(value) ?? []),
        ];
        const cells = layout.regions
          .filter(({ tensor: name }) => ["W", "U", "E", "a", "z"].includes(name))
          .flatMap((region) => {
            const numbers = name(region.tensor);
            return Array.from({ length: region.rows * region.columns }, (_, k) => {
              const [row, column] = [Math.floor(k / region.columns), k % region.columns];
              const index = region.index(row, column);
              const value =
                numbers.data[
                  index.length === 2 ? (index[0] ?? 0) * (numbers.shape[1] ?? 1) + (index[1] ?? 0) : (index[0] ?? 0)
                ] ?? NaN;
              // A third into the cell: its middle may lie under a line of paper.
              const box = marks.cellBox([region.rows, region.columns], region.box, row, column);
              const read = region.tensor !== "E" || [1, 2].includes(index[1] ?? -1);
              return {
                name: region.tensor,
                read,
                got: at(box.x + box.width * 0.6, box.y + box.height * 0.6),
                expected: colourOf(region.tensor, value),
              };
            });
          });
        function name(of: string): { shape: readonly number[]; data: Float32Array } {
          return (
            (network.parameters as unknown as Record<string, { shape: number[]; data: Float32Array }>)[of] ??
            network.tensors[of] ??
            tensor([0], [])
          );
        }
        const W = layout.regions.find(({ tensor: of }) => of === "W")?.box ?? { x: 0, y: 0, width: 0, height: 0 };
        const row = (id: number): number => layout.bars.y + (layout.words.indexOf(id) + 0.5) * layout.rowHeight;
        return {
          cells,
          positions: [0, 1].map((p) => ({
            got: at(W.x + (W.width / 2) * (p + 0.5), W.y - 4),
            expected: [...marks.rgb(marks.positionHue(look, p))],
          })),
          probability: [...marks.rgb(marks.inks(look).probability)],
          bars: {
            // The whole width is 1, whatever the largest is.
            best: at(layout.bars.x + layout.bars.width * 0.47, row(0)),
            beyond: at(layout.bars.x + layout.bars.width * 0.97, row(0)),
            second: at(layout.bars.x + layout.bars.width * 0.22, row(1)),
            least: at(layout.bars.x + layout.bars.width * 0.12, row(2)),
          },
          target: {
            got: at(layout.bars.x + layout.bars.width * 0.7, row(3) - layout.rowHeight / 2),
            expected: [...marks.rgb(marks.inks(look).target)],
          },
          other: at(layout.bars.x + layout.bars.width * 0.7, row(2) - layout.rowHeight / 2),
        };
      }, theme);
      expect(seen.cells.length).toBeGreaterThan(30);
      for (const { name, read, got, expected } of seen.cells) {
        expect(
          Math.max(...expected.map((byte, i) => Math.abs(byte - (got[i] ?? 0)))),
          `${name} ${String(got)} for ${String(expected)}`,
        ).toBeLessThanOrEqual(read ? 1 : 4);
        // The words that are not read stand back.
        if (read) expect(got[3]).toBe(255);
        else expect(got[3]).toBeLessThan(200);
      }
      for (const { got, expected } of seen.positions) expect(got.slice(0, 3)).toEqual(expected);
      expect(seen.bars.best.slice(0, 3)).toEqual(seen.probability);
      expect(seen.bars.second.slice(0, 3)).toEqual(seen.probability);
      expect(seen.bars.least[3]).toBe(0);
      expect(seen.bars.beyond[3]).toBe(0);
      expect(
        seen.target.got.slice(0, 3).every((byte, i) => Math.abs(byte - (seen.target.expected[i] ?? 0)) <= 60),
      ).toBe(true);
      expect(seen.target.got[3]).toBeGreaterThan(100);
      expect(seen.other[3]).toBe(0);
    });

    test("does a curve go through its numbers, with a gap where there is none?", async ({ page }) => {
      await open(page);
      const seen = await page.evaluate((look) => {
        const { pen, at } = sheet(100, 100);
        const axis = (from: number, to: number): Parameters<typeof marks.linePath>[1] =>
          ({ at: (value: number) => from + ((to - from) * value) / 10 }) as Parameters<typeof marks.linePath>[1];
        pen.strokeStyle = marks.inks(look).accent;
        pen.lineWidth = 3;
        pen.stroke(new Path2D(marks.linePath([0, 5, 10, NaN, 10, 10, 10, 0], axis(0, 100), axis(100, 0))));
        return {
          on: [at(10, 50), at(15, 25), at(50, 1)],
          gap: at(30, 1),
          off: at(10, 20),
          accent: [...marks.rgb(marks.inks(look).accent)],
        };
      }, theme);
      for (const pixel of seen.on)
        expect(
          Math.max(...seen.accent.map((byte, i) => Math.abs(byte - (pixel[i] ?? 0)))),
          String(pixel),
        ).toBeLessThanOrEqual(3);
      expect(seen.gap[3]).toBe(0);
      expect(seen.off[3]).toBe(0);
    });

    test("is a band of the flow as wide as its norm, and a dot where its word is, with its trail?", async ({
      page,
    }) => {
      await open(page);
      const seen = await page.evaluate((look) => {
        const passage = (from: string, to: string, norm: number): Marks.Passage => ({
          from,
          to,
          tensor: `d${to}`,
          norm,
        });
        const passages = [
          passage("L", "z", 1),
          passage("z", "h", 0.5),
          passage("h", "a", 0.25),
          passage("a", "e", 0.25),
        ];
        const picture = marks.flowPicture(passages, 800, 120);
        const { pen, at } = sheet(800, 120);
        pen.fillStyle = "#000";
        const widths = picture.bands.map(({ path }) => {
          pen.clearRect(0, 0, 800, 120);
          pen.fill(new Path2D(path));
          // Its width in pixels at its end, the left one: it begins as wide as what came.
          const { data } = pen.getImageData(0, 0, 800, 120);
          const columns = Array.from({ length: 800 }, (_, x) =>
            Array.from({ length: 120 }, (__, y) => ((data[(y * 800 + x) * 4 + 3] ?? 0) > 127 ? 1 : 0)).reduce<number>(
              (sum, one) => sum + one,
              0,
            ),
          );
          return columns[columns.findIndex((wide) => wide > 0) + 2];
        });
        const map = sheet(120, 120);
        const points = { shape: [3, 2], data: Float32Array.of(-1, -1, 1, 1, 0, 1) };
        const box = { x: 10, y: 10, width: 100, height: 100 };
        const dots = marks.scatter(points, box);
        const place = marks.plane(points, box) ?? (() => [NaN, NaN] as const);
        const way = [place(-1, -1), place(0, -1), place(1, -1)];
        marks.trail(map.pen, way, 1, marks.positionHue(look, 0));
        const ahead = Array.from({ length: 30 }, (_, x) => map.at(75 + x, 110)[3] ?? 0);
        return {
          widths,
          dots,
          gone: map.at(35, 110),
          hue: [...marks.rgb(marks.positionHue(look, 0))],
          ahead,
          off: map.at(60, 60),
          at: at(0, 0),
        };
      }, theme);
      const [L = 0, z = 0, h = 0, a = 0] = seen.widths;
      expect(L).toBeGreaterThan(z);
      expect(z).toBeGreaterThan(h);
      expect(Math.abs(L / z - 2)).toBeLessThan(0.35);
      expect(a).toBe(h);
      expect(seen.dots).toEqual([
        { index: 0, x: 10, y: 110 },
        { index: 1, x: 110, y: 10 },
        { index: 2, x: 60, y: 10 },
      ]);
      // What is gone is a full line, what is ahead a broken one.
      expect(seen.gone.slice(0, 3)).toEqual(seen.hue);
      expect(Math.max(...seen.ahead)).toBe(255);
      expect(Math.min(...seen.ahead)).toBe(0);
      expect(seen.off[3]).toBe(0);
    });
  });
}
