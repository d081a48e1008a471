import temml from 'temml';
import font from 'temml/dist/Temml.woff2';
import sheet from 'temml/dist/Temml-Local.css';
import { element } from './dom.ts';
import { type Drawing, toXml } from './drawing/picture.ts';

/**
 * Draws formulas: the door to Temml, which makes MathML of TeX; the browser lays it out. A script of its own, loaded when
 * a draft holds the first one.
 */

/** Fonts that know how formulas are set, on Windows, macOS and Linux. Without one, brackets and roots do not grow. */
const fonts =
  '"Cambria Math", "STIX Two Math", "STIXTwoMath-Regular", "Noto Sans Math", "Latin Modern Math", "DejaVu Math TeX Gyre"';
const style = `${sheet.replace(/url\('Temml\.woff2'\)/, `url('${font}')`)}
math { font-family: ${fonts}, math }
.formula { display: inline-block; padding: 8px; background: #fff; color: #000; font: 20px serif; white-space: nowrap }`;

/** Throws what Temml says is wrong with the source. */
export async function draw(source: string): Promise<Drawing> {
  const math = temml.renderToString(source, { displayMode: true, throwOnError: true, trust: false, maxExpand: 1_000 });
  const formula = element('div', { class: 'formula', lang: 'en' });
  formula.append(...new DOMParser().parseFromString(math, 'text/html').body.childNodes);
  const page = element('div', { style: 'position: absolute; left: -100000px; top: 0' });
  // A tree of its own: the page's styles and these do not meet.
  page.attachShadow({ mode: 'open' }).append(element('style', {}, style), formula);
  document.body.append(page);
  try {
    await document.fonts.ready;
    const { width, height } = formula.getBoundingClientRect();
    const size = { width: Math.ceil(width), height: Math.ceil(height) };
    const inside = toXml(element('div', {}, element('style', {}, style), formula));
    const foreign = `<foreignObject width="100%" height="100%">${inside}</foreignObject>`;
    const box = `width="${size.width}" height="${size.height}"`;
    return { svg: `<svg xmlns="http://www.w3.org/2000/svg" ${box}>${foreign}</svg>`, ...size };
  } finally {
    page.remove();
  }
}
