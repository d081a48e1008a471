import type { FromPreview, ToPreview } from '../../protocol/views/preview.ts';

type Wanted = Extract<ToPreview, { readonly kind: 'shrink' }>;

/** How good a JPEG is kept, 0 to 1: nobody sees the difference in a mail. */
const quality = 0.85;

/** A picture whose longer side has `sideMax` points, upright as its camera meant it. One that is not larger fails. */
export async function shrink({ reference, type, data, sideMax }: Wanted): Promise<FromPreview> {
  try {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type }));
    const scale = sideMax / Math.max(bitmap.width, bitmap.height);
    if (scale >= 1) return { kind: 'notDrawn', reference, reason: `${bitmap.width} × ${bitmap.height}` };
    const canvas = new OffscreenCanvas(Math.round(bitmap.width * scale), Math.round(bitmap.height * scale));
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no canvas');
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const small = await canvas.convertToBlob({ type, quality });
    return { kind: 'drawn', reference, png: await base64Of(small) };
  } catch (error) {
    return {
      kind: 'notDrawn',
      reference,
      reason: String(error instanceof Error ? error.message : error).slice(0, 300),
    };
  }
}

function base64Of(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error ?? new Error('unreadable'));
    reader.readAsDataURL(blob);
  });
}
