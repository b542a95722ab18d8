/** A curve of precision over recall, by name. */
export interface Curve {
  name: string;
  points: readonly { recall: number; precision: number }[];
}

const SIZE = 360;
const MARGIN = 56;
/** Told apart also by their dashes, for those who do not tell colours apart. */
const STROKES = [
  'stroke="#0b5394" stroke-width="2.5"',
  'stroke="#666" stroke-dasharray="2 3"',
  'stroke="#b45f06" stroke-dasharray="8 4"',
  'stroke="#38761d" stroke-dasharray="8 3 2 3"',
];
const MOST_POINTS = 500;

/** As SVG. */
export function precisionRecallPlot(title: string, curves: readonly Curve[]): string {
  const x = (recall: number) => (MARGIN + SIZE * recall).toFixed(1);
  const y = (precision: number) => (MARGIN + SIZE * (1 - precision)).toFixed(1);
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  const lines = curves.map(({ points }, index) => {
    const every = Math.max(1, Math.ceil(points.length / MOST_POINTS));
    const some = points.filter((_, place) => place % every === 0 || place === points.length - 1);
    const path = some.map(({ recall, precision }) => `${x(recall)},${y(precision)}`).join(" ");
    return `<polyline fill="none" ${STROKES[index % STROKES.length]} points="${path}"/>`;
  });
  const legend = curves.map(({ name }, index) => {
    const top = MARGIN + SIZE + 64 + 18 * index;
    return `<line x1="${MARGIN}" x2="${MARGIN + 36}" y1="${top}" y2="${top}" ${STROKES[index % STROKES.length]}/><text x="${MARGIN + 44}" y="${top + 4}">${escaped(name)}</text>`;
  });
  const height = MARGIN + SIZE + 72 + 18 * curves.length;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE + 2 * MARGIN} ${height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${MARGIN}" y="28" font-size="14">${escaped(title)}</text>
<rect x="${MARGIN}" y="${MARGIN}" width="${SIZE}" height="${SIZE}" fill="none" stroke="#999"/>
${ticks.map((tick) => `<text x="${x(tick)}" y="${MARGIN + SIZE + 18}" text-anchor="middle">${tick}</text><text x="${MARGIN - 8}" y="${y(tick)}" text-anchor="end" dominant-baseline="middle">${tick}</text>`).join("\n")}
<text x="${MARGIN + SIZE / 2}" y="${MARGIN + SIZE + 38}" text-anchor="middle">recall</text>
<text x="16" y="${MARGIN + SIZE / 2}" text-anchor="middle" transform="rotate(-90 16 ${MARGIN + SIZE / 2})">precision</text>
${[...lines, ...legend].join("\n")}
</svg>
`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
