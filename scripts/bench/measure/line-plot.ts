/** One line of a plot. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Panel {
  readonly title: string;
  readonly series: readonly Series[];
}

const [panelWidth, panelHeight, margin] = [340, 220, 46];
const inks = ['#0b5fa5', '#c2410c', '#4d7c0f'];

/** Panels beside each other as an SVG: x and y from 0, straight lines between the points, each point marked. */
export function linePlot(panels: readonly Panel[], xTitle: string): string {
  const width = panels.length * panelWidth;
  const drawn = panels.map(
    (panel, k) => `<g transform="translate(${k * panelWidth} 0)">${drawPanel(panel, xTitle)}</g>`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${panelHeight}" font-family="sans-serif" font-size="11">\n` +
    `<title>${panels.map(({ title }) => title).join('; ')} by ${xTitle}</title>\n` +
    `<rect width="${width}" height="${panelHeight}" fill="#fff"/>\n${drawn.join('\n')}\n</svg>\n`
  );
}

function drawPanel({ title, series }: Panel, xTitle: string): string {
  const all = series.flatMap(({ points }) => points);
  const xTop = Math.max(1, ...all.map(([x]) => x));
  const yTop = roundUp(Math.max(...all.map(([, y]) => y)));
  const px = (x: number) => (margin + (x / xTop) * (panelWidth - margin - 12)).toFixed(1);
  const py = (y: number) => (panelHeight - 34 - (y / yTop) * (panelHeight - 70)).toFixed(1);
  const axes =
    `<path d="M${px(0)} ${py(yTop)}V${py(0)}H${px(xTop)}" fill="none" stroke="#888"/>` +
    [...new Set(all.map(([x]) => x))].map((x) => text(px(x), Number(py(0)) + 14, String(x), 'middle')).join('') +
    [0, yTop / 2, yTop].map((y) => text(margin - 5, Number(py(y)) + 4, String(y), 'end')).join('') +
    text(px(xTop / 2), panelHeight - 6, xTitle, 'middle') +
    text(8, 14, title, 'start');
  const lines = series.map(({ name, points }, k) => {
    const ink = inks[k % inks.length];
    const path = points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${px(x)} ${py(y)}`).join('');
    const marks = points.map(([x, y]) => `<circle cx="${px(x)}" cy="${py(y)}" r="2.5" fill="${ink}"/>`).join('');
    const key = series.length > 1 ? text(margin + 8, 30 + 14 * k, name, 'start', ink) : '';
    return `<path d="${path}" fill="none" stroke="${ink}" stroke-width="1.5"/>${marks}${key}`;
  });
  return axes + lines.join('');
}

const text = (x: number | string, y: number, words: string, anchor: string, ink = '#333'): string =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${ink}">${words}</text>`;

/** 1, 2 or 5 times a power of ten, at or above the value. */
function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value) ?? value;
}
