/** A drawing before it becomes a PNG: an SVG that stands alone, and its size in CSS pixels. */
export interface Drawing {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** What each script that draws exports. Throws what is wrong with the source. */
export type Draw = (source: string) => Promise<Drawing>;

/** Points of the picture for one of the mail: sharp on the screens that people have. */
const density = 2;
/** A picture's sides, points; what is larger is drawn smaller. */
const sideMax = 6_000;

/** The drawing on white, so that it can be read on a dark ground too: a PNG in base64. */
export async function toPng({ svg, width, height }: Drawing): Promise<string> {
  const image = new Image();
  // A data: address, since a canvas takes no blob: with foreign content in it.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const scale = Math.min(density, sideMax / Math.max(width, height, 1));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.ceil(width * scale));
  canvas.height = Math.max(1, Math.ceil(height * scale));
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').slice('data:image/png;base64,'.length);
}

/** SVG or MathML as HTML writes it, as the XML that a picture has to be. */
export function toXml(node: Element): string {
  return new XMLSerializer().serializeToString(node);
}
