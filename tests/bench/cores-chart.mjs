// The chart of cores.mjs as SVG: a panel for each size, how many times as fast against threads; measured marks with their quartiles, the
// forecast as a broken line, and the line of as many times as threads. Readable on light and on dark paper.

const WIDTH = 880;
const PANEL = { width: 390, height: 250 };
const INSET = { left: 46, right: 18, top: 34, bottom: 46 };

export function chart({ machine, pairs, barrierMicroseconds, results }) {
  const top = 74;
  const rows = Math.ceil(results.length / 2);
  const height = top + rows * PANEL.height + 28;
  const panels = results.map((result, i) =>
    panel(result, 20 + (i % 2) * (PANEL.width + 50), top + Math.floor(i / 2) * PANEL.height),
  );
  const foot = `medians of ${pairs} samples in turn, bars from quartile to quartile; forecast: operation count, ${barrierMicroseconds.toPrecision(2)} µs a barrier; ${machine}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Training speed against threads: measured, and a forecast up to 16">
<style>
  svg { background: #ffffff; font: 13px system-ui, sans-serif; }
  text { fill: #1f2430; } .muted { fill: #5c6370; } .title { font-size: 16px; font-weight: 600; }
  .grid { stroke: #dcd9d0; } .line { stroke: #125ca8; stroke-width: 1.5; } .ideal { stroke: #5c6370; } path { fill: none; }
  .forecast { stroke-dasharray: 5 4; } circle { fill: #125ca8; }
  @media (prefers-color-scheme: dark) {
    svg { background: #14171d; } text { fill: #e6e6e3; } .muted { fill: #a5abb6; } .grid { stroke: #343a45; }
    .line { stroke: #6fb1f5; } .ideal { stroke: #a5abb6; } circle { fill: #6fb1f5; }
  }
</style>
<text class="title" x="26" y="22">How training grows with threads</text>
<circle cx="34" cy="40" r="4"/><text x="50" y="44">measured, times as fast as the page’s engine by itself</text>
<path class="line forecast" d="M26 60H44"/><text x="50" y="64">forecast, not measured</text>
<path class="ideal" d="M226 60H244"/><text x="250" y="64">as many times as threads</text>
${panels.join("\n")}
<text class="muted" x="26" y="${height - 10}" font-size="12">${foot.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</text>
</svg>
`;
}

function panel({ letter, size, rows, forecast }, left, top) {
  const most = forecast.length;
  const inner = {
    left: left + INSET.left,
    right: left + PANEL.width - INSET.right,
    top: top + INSET.top,
    bottom: top + PANEL.height - INSET.bottom,
  };
  const x = linear([1, most], [inner.left, inner.right]);
  const y = linear([0, most], [inner.bottom, inner.top]);
  const marks = [1, 4, 8, 12, 16].filter((value) => value <= most);
  const grid = marks.map(
    (value) =>
      `<path class="grid" d="M${inner.left - 6} ${y(value)}H${inner.right + 6}"/><text class="muted" x="${inner.left - 12}" y="${y(value) + 4}" text-anchor="end">${value}</text><text class="muted" x="${x(value)}" y="${inner.bottom + 20}" text-anchor="middle">${value}</text>`,
  );
  const line = forecast.map(({ threads, times }, i) => `${i === 0 ? "M" : "L"}${x(threads)} ${y(times)}`).join("");
  const measured = rows
    .slice(1)
    .map(
      ({ threads, times: { median, low, high } }) =>
        `<path class="line" d="M${x(threads)} ${y(low)}V${y(high)}"/><circle cx="${x(threads)}" cy="${y(median)}" r="4"/>`,
    );
  const title = `${letter}: |V| ${size.vocabulary.toLocaleString("en")}, n ${size.context}, d ${size.embedding}, H ${size.hidden}, B ${size.batch}`;
  return `<g><text x="${left + 6}" y="${top + 20}">${title}</text>${grid.join("")}<path class="ideal" d="M${x(1)} ${y(1)}L${x(most)} ${y(most)}"/><path class="line forecast" d="${line}"/>${measured.join("")}<text x="${(inner.left + inner.right) / 2}" y="${inner.bottom + 38}" text-anchor="middle">threads</text></g>`;
}

/** To a tenth of a pixel. */
function linear([from, to], [start, end]) {
  return (value) => Math.round(10 * (start + ((value - from) / (to - from)) * (end - start))) / 10;
}
