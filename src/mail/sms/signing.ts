import { createHash, createHmac } from 'node:crypto';

/** How gateways want requests to be signed. Pure: time and chance come in with the fields. */

/**
 * Aliyun's RPC signature, version 1.0: HMAC-SHA1 over method, path and all fields in the order of their names, each encoded
 * twice (https://help.aliyun.com/zh/sdk/product-overview/rpc-mechanism). In base64.
 */
export function aliyunSignature(
  fields: { readonly [name: string]: string },
  { method, secret }: { readonly method: string; readonly secret: string },
): string {
  const pairs = Object.entries(fields)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`);
  const text = `${method}&%2F&${percentEncode(pairs.join('&'))}`;
  return createHmac('sha1', `${secret}&`).update(text).digest('base64');
}

export interface TencentRequest {
  readonly id: string;
  readonly secret: string;
  readonly service: string;
  readonly host: string;
  readonly contentType: string;
  /** As in `X-TC-Action`; '' leaves the header out of what is signed, as older requests do. */
  readonly action: string;
  readonly body: string;
  /** Seconds since 1970. */
  readonly time: number;
}

/** Tencent Cloud's signature v3, TC3-HMAC-SHA256 (https://cloud.tencent.com/document/api/382/52072): the `Authorization` header. */
export function tencentAuthorization(request: TencentRequest): string {
  const { id, secret, service, host, contentType, action, body, time } = request;
  const date = new Date(time * 1_000).toISOString().slice(0, 10);
  const scope = `${date}/${service}/tc3_request`;
  const headers = [
    ['content-type', contentType],
    ['host', host],
    ...(action === '' ? [] : [['x-tc-action', action.toLowerCase()]]),
  ];
  const names = headers.map(([name]) => name).join(';');
  const lines = headers.map(([name, value]) => `${name}:${value}\n`).join('');
  const canonical = ['POST', '/', '', lines, names, sha256(body)].join('\n');
  const text = ['TC3-HMAC-SHA256', String(time), scope, sha256(canonical)].join('\n');
  const key = [date, service, 'tc3_request'].reduce<string | Uint8Array>(
    (above, part) => hmac(above, part),
    `TC3${secret}`,
  );
  const signature = createHmac('sha256', key).update(text).digest('hex');
  return `TC3-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
}

/** HTTP's Basic (RFC 7617 §2), in UTF-8. */
export function basicAuthorization(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** RFC 3986 §2.1: all but unreserved characters. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Uint8Array, text: string): Uint8Array {
  return createHmac('sha256', key).update(text).digest();
}
