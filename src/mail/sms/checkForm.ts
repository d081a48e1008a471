import type { GatewayForm } from './gatewayForm.ts';
import { builtInNames, placeholder } from './request.ts';

/** What keeps a form from being used: where it stands in it, and what it is. */
export interface FormProblem {
  /** `url`, `headers.Authorization`, … */
  readonly place: string;
  readonly reason: 'url' | 'https' | 'host' | 'placeholder' | 'header' | 'json' | 'name' | 'signing' | 'success';
  /** What stands there. */
  readonly found: string;
}

/** Reads a form that a person wrote as the sender will. The first problem; undefined where it can be used. */
export function checkForm(form: GatewayForm): FormProblem | undefined {
  return checkNames(form) ?? checkUrl(form) ?? checkPlaces(form) ?? checkRest(form);
}

/** The host that a form's requests go to, with a port that is not the usual one. */
export function hostOf({ url }: GatewayForm): string {
  return URL.canParse(url) ? new URL(url).host : '';
}

function checkNames({ fields, secrets }: GatewayForm): FormProblem | undefined {
  const taken = new Set<string>(builtInNames);
  for (const { name } of [...fields, ...secrets]) {
    if (taken.has(name) || !/^[A-Za-z][A-Za-z0-9]{0,40}$/.test(name))
      return { place: 'fields', reason: 'name', found: name };
    taken.add(name);
  }
  return undefined;
}

function checkUrl({ url }: GatewayForm): FormProblem | undefined {
  const wrong = (reason: FormProblem['reason']) => ({ place: 'url', reason, found: url }) as const;
  if (!URL.canParse(url)) return wrong('url');
  const { protocol, hostname, username, password, hash } = new URL(url);
  // The host is what a person allows: nothing may be filled into it.
  const [, authority = ''] = /^[a-z]+:\/\/([^/?#]*)/i.exec(url) ?? [];
  if (/[{}]/.test(authority) || username !== '' || password !== '') return wrong('host');
  if (hash !== '') return wrong('url');
  if (protocol === 'https:' || (protocol === 'http:' && isThisMachine(hostname))) return undefined;
  return wrong(protocol === 'http:' ? 'https' : 'url');
}

/** RFC 5735 §3, RFC 4291 §2.5.3, RFC 6761 §6.3. */
function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

function checkPlaces(form: GatewayForm): FormProblem | undefined {
  const own = [...form.fields, ...form.secrets].map(({ name }) => name);
  const known = new Set<string>([...builtInNames, ...own]);
  for (const [place, text] of placesOf(form)) {
    const unknown = [...text.matchAll(placeholder)].find(([, name = '']) => !known.has(name));
    if (unknown) return { place, reason: 'placeholder', found: unknown[0] };
  }
  return undefined;
}

function checkRest(form: GatewayForm): FormProblem | undefined {
  const { headers, body, signing, success, signature, fields, method } = form;
  for (const [name, value] of Object.entries(headers)) {
    const isClean = /^[A-Za-z0-9-]{1,60}$/.test(name) && /^[\t\x20-\x7e]*$/.test(value);
    if (!isClean || /^(host|content-length|transfer-encoding|connection)$/i.test(name))
      return { place: `headers.${name}`, reason: 'header', found: value };
  }
  if (body.kind === 'json' && !isJson(body.text))
    return { place: 'body', reason: 'json', found: body.text.slice(0, 100) };
  if (method === 'GET' && body.kind === 'json') return { place: 'method', reason: 'signing', found: method };
  if (signing.scheme === 'aliyun' && body.kind !== 'form')
    return { place: 'signing', reason: 'signing', found: 'aliyun' };
  if (signing.scheme === 'tencent' && body.kind !== 'json')
    return { place: 'signing', reason: 'signing', found: 'tencent' };
  if (signature !== '' && !fields.some(({ name }) => name === signature))
    return { place: 'signature', reason: 'placeholder', found: signature };
  const testsNothing = success.answer === 'text' ? success.values.length === 0 : success.paths.length === 0;
  return testsNothing ? { place: 'success', reason: 'success', found: '' } : undefined;
}

function placesOf({ url, headers, body, signing }: GatewayForm): readonly (readonly [place: string, text: string])[] {
  const own = body.kind === 'form' ? Object.entries(body.fields) : [];
  const signed = Object.entries(signing).filter(([name]) => name !== 'scheme');
  return [
    ['url', url],
    ...Object.entries(headers).map(([name, value]) => [`headers.${name}`, value] as const),
    ...own.map(([name, value]) => [`body.${name}`, value] as const),
    ...(body.kind === 'json' ? [['body', body.text] as const] : []),
    ...signed.map(([name, value]) => [`signing.${name}`, String(value)] as const),
  ];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // That is the answer.
  }
}
