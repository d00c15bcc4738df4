// The chart of growth.mjs as SVG: a panel for each size, both axes logarithmic, the fastest sample as a mark with a bar up to the median,
// the operation count's prediction as a line. Readable on light and on dark paper.

const WIDTH = 880;
const PANEL = { width: 390, height: 230 };
const INSET = { left: 62, right: 18, top: 34, bottom: 44 };
/** Two engines look different without colour too: round and filled, square and hollow. */
const MARKS = ["cpu", "card"];

/** `results`: engine by engine, as growth.mjs measured them. */
export function chart(results, base, machine) {
  const sweeps = results[0].sweeps;
  const rows = Math.ceil(sweeps.length / 2);
  const top = 34 + 20 * results.length;
  const height = top + rows * PANEL.height + 28;
  const all = results.flatMap(({ sweeps }) =>
    sweeps.flatMap(({ points }) =>
      points.flatMap(({ seconds, predicted }) => [seconds.fastest, seconds.median, predicted]),
    ),
  );
  const range = [Math.min(...all) * 1000, Math.max(...all) * 1000];
  const panels = sweeps.map((_, i) =>
    panel(results, i, range, [20 + (i % 2) * (PANEL.width + 50), top + Math.floor(i / 2) * PANEL.height]),
  );
  const legend = results.map(({ title, operationsPerSecond }, i) => {
    const y = 44 + 20 * i;
    return `${mark(MARKS[i], 34, y - 4)}<text x="50" y="${y}">${escape(title)}; the line: the operation count at ${(operationsPerSecond / 1e9).toPrecision(2)} GFLOP/s</text>`;
  });
  const shared = `|V| ${base.vocabulary}, n ${base.context}, d ${base.embedding}, H ${base.hidden}, B ${base.batch}, biases; fastest sample, bar to the median; ${machine}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Milliseconds of a training step against |V|, H, n and B">
<style>
  svg { background: #ffffff; font: 13px system-ui, sans-serif; }
  text { fill: #1f2430; } .muted { fill: #5c6370; } .title { font-size: 16px; font-weight: 600; }
  .grid { stroke: #dcd9d0; } .cpu { stroke: #125ca8; } .card { stroke: #b04a00; }
  circle.cpu { fill: #125ca8; } rect.card { fill: none; } line, path, rect, circle { stroke-width: 1.5; } path { fill: none; stroke-dasharray: 5 4; } .grid { stroke-width: 1; }
  @media (prefers-color-scheme: dark) {
    svg { background: #14171d; } text { fill: #e6e6e3; } .muted { fill: #a5abb6; } .grid { stroke: #343a45; }
    .cpu { stroke: #6fb1f5; } circle.cpu { fill: #6fb1f5; } .card { stroke: #f0a062; }
  }
</style>
<text class="title" x="26" y="22">How long a training step takes</text>
${legend.join("\n")}
${panels.join("\n")}
<text class="muted" x="26" y="${height - 10}" font-size="12">${escape(shared)}</text>
</svg>
`;
}

function panel(results, which, range, [left, top]) {
  const { title, points } = results[0].sweeps[which];
  const inner = {
    left: left + INSET.left,
    right: left + PANEL.width - INSET.right,
    top: top + INSET.top,
    bottom: top + PANEL.height - INSET.bottom,
  };
  const x = scale([points[0].value, points.at(-1).value], [inner.left, inner.right]);
  const y = scale(range, [inner.bottom, inner.top]);
  const grid = decades(range).map(
    (ms) =>
      `<line class="grid" x1="${inner.left - 6}" x2="${inner.right + 6}" y1="${y(ms)}" y2="${y(ms)}"/><text class="muted" x="${inner.left - 12}" y="${y(ms) + 4}" text-anchor="end">${ms}</text>`,
  );
  const ticks = points.map(
    ({ value }) =>
      `<text class="muted" x="${x(value)}" y="${inner.bottom + 20}" text-anchor="middle">${value.toLocaleString("en")}</text>`,
  );
  const lines = results.map(({ sweeps }, i) => {
    const { points } = sweeps[which];
    const line = points
      .map(({ value, predicted }, at) => `${at === 0 ? "M" : "L"}${x(value)} ${y(predicted * 1000)}`)
      .join("");
    const marks = points.map(
      ({ value, seconds }) =>
        `<line class="${MARKS[i]}" x1="${x(value)}" x2="${x(value)}" y1="${y(seconds.fastest * 1000)}" y2="${y(seconds.median * 1000)}"/>${mark(MARKS[i], x(value), y(seconds.fastest * 1000))}`,
    );
    return `<path class="${MARKS[i]}" d="${line}"/>${marks.join("")}`;
  });
  return `<g><text x="${left + 6}" y="${top + 20}">milliseconds a step</text>${grid.join("")}${ticks.join("")}${lines.join("")}<text x="${(inner.left + inner.right) / 2}" y="${inner.bottom + 38}" text-anchor="middle">${escape(title)}</text></g>`;
}

function mark(kind, x, y) {
  return kind === "cpu"
    ? `<circle class="cpu" cx="${x}" cy="${y}" r="4"/>`
    : `<rect class="card" x="${x - 4.5}" y="${y - 4.5}" width="9" height="9"/>`;
}

/** A logarithmic scale, to a tenth of a pixel. */
function scale([from, to], [start, end]) {
  return (value) =>
    Math.round(10 * (start + ((Math.log(value) - Math.log(from)) / (Math.log(to) - Math.log(from))) * (end - start))) /
    10;
}

function decades([low, high]) {
  const from = Math.ceil(Math.log10(low));
  return Array.from({ length: Math.floor(Math.log10(high)) - from + 1 }, (_, i) =>
    Number((10 ** (from + i)).toPrecision(1)),
  );
}

function escape(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
