/** The time of a cold list by the size of the mailbox, both axes logarithmic, as an SVG that reads on light and on dark. */
import type { BenchRow } from '../row.ts';
import { figure } from './figure.ts';

const [width, height] = [720, 420];
const margin = { left: 70, right: 150, top: 20, bottom: 50 };

interface Point {
  readonly messages: number;
  readonly ms: number;
}

interface Line {
  readonly name: string;
  readonly style: 'ours' | 'raw' | 'linear';
  readonly points: readonly Point[];
}

/** Undefined where fewer than two rows say how large their mailbox was. */
export function growthPlot(rows: readonly BenchRow[]): string | undefined {
  const lines = linesOf(rows);
  if (lines.length === 0) return undefined;
  const all = lines.flatMap(({ points }) => points);
  const x = scale(
    all.map(({ messages }) => messages),
    [margin.left, width - margin.right],
  );
  const y = scale(
    all.map(({ ms }) => ms),
    [height - margin.bottom, margin.top],
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="Time of a cold list by the size of the mailbox">`,
    `<style>${style}</style>`,
    ...x.ticks.map((at) => tick(x.of(at), height - margin.bottom + 18, 'middle', at.toLocaleString('en-US'))),
    ...x.ticks.map((at) => rule(x.of(at), margin.top, x.of(at), height - margin.bottom)),
    ...y.ticks.map((at) => tick(margin.left - 8, y.of(at) + 4, 'end', at >= 1_000 ? `${at / 1_000} s` : `${at} ms`)),
    ...y.ticks.map((at) => rule(margin.left, y.of(at), width - margin.right, y.of(at))),
    tick((margin.left + width - margin.right) / 2, height - 8, 'middle', 'messages'),
    ...lines.flatMap((line) => drawn(line, (point) => [x.of(point.messages), y.of(point.ms)])),
    '</svg>',
    '',
  ].join('\n');
}

/** Ours, the raw drain beside it, and what ours would be if it grew as the mailbox does. */
function linesOf(rows: readonly BenchRow[]): readonly Line[] {
  const sized = rows
    .flatMap(({ messages, value, baseline }) => (messages === undefined ? [] : [{ messages, ms: value, baseline }]))
    .sort((a, b) => a.messages - b.messages);
  const first = sized[0];
  if (!first || sized.length < 2) return [];
  const raw = sized.flatMap(({ messages, baseline }) => (baseline === null ? [] : [{ messages, ms: baseline }]));
  const linear = sized.map(({ messages }) => ({ messages, ms: (first.ms * messages) / first.messages }));
  const lines: readonly Line[] = [
    { name: 'linear', style: 'linear', points: linear },
    { name: 'raw drain', style: 'raw', points: raw },
    { name: 'Mailroom', style: 'ours', points: sized },
  ];
  return lines.filter(({ points }) => points.length > 1);
}

/** From powers of ten below all values to powers of ten above them. */
function scale(values: readonly number[], [from, to]: readonly [number, number]) {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  return {
    of: (value: number) => Math.round((from + ((Math.log10(value) - low) / (high - low)) * (to - from)) * 10) / 10,
    ticks: Array.from({ length: high - low + 1 }, (_, step) => 10 ** (low + step)),
  };
}

function drawn(
  { name, style: kind, points }: Line,
  at: (point: Point) => readonly [number, number],
): readonly string[] {
  const places = points.map(at);
  const [endX = 0, endY = 0] = places.at(-1) ?? [];
  // The three end close together: each has its name at a height of its own.
  const nameY = endY + { linear: -14, raw: 20, ours: 5 }[kind];
  const last = points.at(-1);
  const value = kind === 'linear' || !last ? '' : `, ${figure(last.ms / 1_000)} s`;
  return [
    `<polyline class="${kind}" points="${places.map((place) => place.join()).join(' ')}"/>`,
    ...(kind === 'linear' ? [] : places.map(([x, y]) => `<circle class="${kind}" cx="${x}" cy="${y}" r="4"/>`)),
    `<text class="${kind}" x="${endX + 10}" y="${Math.round(nameY)}">${name}${value}</text>`,
  ];
}

function rule(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`;
}

function tick(x: number, y: number, anchor: 'middle' | 'end', text: string): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${text}</text>`;
}

/** Without a background of its own; greys and colours that stand out from white and from black alike. */
const style = [
  'text{font:13px system-ui,sans-serif;fill:#808080}',
  'line{stroke:#808080;stroke-opacity:.3}',
  'polyline{fill:none;stroke-width:2.5}',
  'polyline.ours{stroke:#2f81f7}circle.ours,text.ours{fill:#2f81f7}',
  'polyline.raw{stroke:#d1711f}circle.raw,text.raw{fill:#d1711f}',
  'polyline.linear{stroke:#808080;stroke-dasharray:5 5;stroke-width:1.5}',
].join('');
