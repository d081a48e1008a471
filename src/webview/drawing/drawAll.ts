import { drawnMaxChars, type FromPreview, type ToPreview } from '../../protocol/views/preview.ts';
import { type Draw, toPng } from './picture.ts';

type Wanted = Extract<ToPreview, { readonly kind: 'draw' }>['drawings'];

/** Draws one after the other and tells of each. What draws is loaded only now: most letters need neither. */
export async function drawAll(wanted: Wanted, post: (message: FromPreview) => void): Promise<void> {
  for (const { reference, kind, source } of wanted) {
    try {
      const { draw }: { readonly draw: Draw } = await import(scripts[kind]);
      const png = await toPng(await draw(source));
      if (png.length > drawnMaxChars) throw new Error(`${Math.round(png.length / 1_400_000)} MB`);
      post({ kind: 'drawn', reference, png });
    } catch (error) {
      post({ kind: 'notDrawn', reference, reason: firstWords(error) });
    }
  }
}

/** Beside this page's own script, whose permission to run they share. */
const own = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : document.baseURI;
const scripts = {
  diagram: new URL('drawDiagram.js', own).href,
  formula: new URL('drawFormula.js', own).href,
};

/** Libraries show the place in several lines: as one. */
function firstWords(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return words.replace(/\s+/g, ' ').trim().slice(0, 300);
}
