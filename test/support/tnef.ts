/** Writes TNEF (MS-OXTNEF), for tests of reading it. */

export interface TnefAttribute {
  readonly level: 1 | 2;
  readonly tag: number;
  readonly data: Buffer;
}

/** A property with its value, in bytes. */
export type MapiField = Buffer;

export function tnef(attributes: readonly TnefAttribute[]): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt32LE(0x223e9f78, 0);
  return Buffer.concat([head, ...attributes.map(attribute)]);
}

/** The message's own properties. */
export function message(fields: readonly MapiField[]): TnefAttribute {
  return { level: 1, tag: 0x00069003, data: properties(fields) };
}

export function attached(title: string, content: string, fields: readonly MapiField[] = []): TnefAttribute[] {
  return [
    { level: 2, tag: 0x00069002, data: Buffer.alloc(14) },
    { level: 2, tag: 0x00018010, data: Buffer.from(`${title}\0`, 'latin1') },
    ...(content === '' && fields.length > 0
      ? []
      : [{ level: 2, tag: 0x0006800f, data: Buffer.from(content) } as const]),
    ...(fields.length > 0 ? [{ level: 2, tag: 0x00069005, data: properties(fields) } as const] : []),
  ];
}

export function properties(fields: readonly MapiField[]): Buffer {
  return Buffer.concat([uint32(fields.length), ...fields]);
}

/** `name`: makes it a named property of the set of internet headers. */
export function unicode(id: number, text: string, { name = '' } = {}): MapiField {
  const written = Buffer.from(`${name}\0`, 'utf16le');
  const naming = name === '' ? [] : [Buffer.alloc(16), uint32(1), uint32(written.length), padded(written)];
  const value = Buffer.from(`${text}\0`, 'utf16le');
  return Buffer.concat([typeAndId(0x1f, id), ...naming, uint32(1), uint32(value.length), padded(value)]);
}

export function binary(id: number, value: Buffer): MapiField {
  return Buffer.concat([typeAndId(0x102, id), uint32(1), uint32(value.length), padded(value)]);
}

/** An attached message: IID_IMessage and its TNEF. */
export function object(id: number, content: Buffer): MapiField {
  const value = Buffer.concat([Buffer.from('0703020000000000c000000000000046', 'hex'), content]);
  return Buffer.concat([typeAndId(0x0d, id), uint32(1), uint32(value.length), padded(value)]);
}

export function number(id: number, value: number): MapiField {
  return Buffer.concat([typeAndId(0x03, id), uint32(value)]);
}

function attribute({ level, tag, data }: TnefAttribute): Buffer {
  const checksum = Buffer.alloc(2);
  checksum.writeUInt16LE(data.reduce((sum, byte) => (sum + byte) & 0xffff, 0));
  return Buffer.concat([Buffer.from([level]), uint32(tag), uint32(data.length), data, checksum]);
}

function typeAndId(type: number, id: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16LE(type, 0);
  bytes.writeUInt16LE(id, 2);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value, 0);
  return bytes;
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
