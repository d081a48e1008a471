import type { OutgoingPart } from '../../mail/mime/write.ts';

/**
 * A picture that stands in a text as `data:` becomes a part of the mail: Gmail and Outlook show none that is written into
 * the HTML. Undefined for an address that holds no picture.
 */
export function dataPicture(address: string, number: number): OutgoingPart | undefined {
  const [, type = '', text = ''] = /^data:image\/(png|jpeg|gif|webp);base64,(.*)$/is.exec(address) ?? [];
  const bytes = Buffer.from(decoded(text), 'base64');
  if (bytes.length === 0) return undefined;
  const kind = type.toLowerCase();
  return {
    name: `picture-${number}.${kind === 'jpeg' ? 'jpg' : kind}`,
    contentType: `image/${kind}`,
    async *open() {
      yield bytes;
    },
  };
}

/** As links are written, signs of base64 may stand as `%2B`. */
function decoded(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
