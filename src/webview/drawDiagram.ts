import mermaid from '@mermaid-js/tiny';
import type { Drawing } from './drawing/picture.ts';
import { toXml } from './drawing/picture.ts';

/** Draws diagrams: the door to Mermaid. A script of its own, loaded when a draft holds the first one. */

mermaid.initialize({
  startOnLoad: false,
  // No scripts, links or HTML of the diagram's own; no directive may change that.
  securityLevel: 'strict',
  secure: ['secure', 'securityLevel', 'startOnLoad', 'maxTextSize', 'maxEdges', 'suppressErrorRendering', 'htmlLabels'],
  suppressErrorRendering: true,
  theme: 'default',
  fontFamily: 'system-ui, "Segoe UI", "PingFang SC", "Microsoft YaHei", sans-serif',
  // Words as SVG: what is foreign to it would not stand alone.
  htmlLabels: false,
  flowchart: { htmlLabels: false, useMaxWidth: false },
  class: { htmlLabels: false },
});

/** Around a diagram, px. */
const margin = 8;

/** Throws what Mermaid says is wrong with the source. */
export async function draw(source: string): Promise<Drawing> {
  const { svg } = await mermaid.render('drawing', source);
  const element = new DOMParser().parseFromString(svg, 'text/html').querySelector('svg');
  if (!element) throw new Error('no diagram');
  const [x = 0, y = 0, wide = 0, tall = 0] = (element.getAttribute('viewBox') ?? '').split(/[\s,]+/).map(Number);
  const [width, height] = [Math.ceil(wide) + 2 * margin, Math.ceil(tall) + 2 * margin];
  element.setAttribute('viewBox', `${x - margin} ${y - margin} ${width} ${height}`);
  element.setAttribute('width', String(width));
  element.setAttribute('height', String(height));
  element.style.maxWidth = '';
  return { svg: toXml(element), width, height };
}
