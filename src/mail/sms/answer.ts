import type { ErrorCode } from '../../base/errorCodes.ts';
import type { GatewayForm, SmsRefusal } from './gatewayForm.ts';
import { answerMaxDepth, wordsMaxChars } from './limits.ts';

/** What a gateway answered, whole, within limits. */
export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  /** Where a redirect leads. */
  readonly location: string;
  readonly body: string;
}

/**
 * What became of a text by the gateway's word. `inDoubt`: it may have been sent; nobody may send it again unasked.
 * `code` is the provider's own, `words` what it said, both '' where it said nothing.
 */
export type SmsVerdict =
  | { readonly state: 'sent'; readonly id: string; readonly words: string }
  | { readonly state: 'failed' | 'inDoubt'; readonly error: ErrorCode; readonly code: string; readonly words: string };

/** Reads an answer by the form's success test. Anything else than a clear yes or a clear no is a doubt. */
export function readAnswer(form: GatewayForm, answer: HttpAnswer): SmsVerdict {
  const { status, body } = answer;
  const said = wordsOf(form, body);
  const doubt = (error: ErrorCode) => ({ state: 'inDoubt', error, ...said }) as const;
  const failed = (error: ErrorCode) => ({ state: 'failed', error, ...said }) as const;
  if (status >= 500) return doubt('sms.gatewayFailed');
  if (status >= 300 && status < 400) {
    const place = { code: String(status), words: answer.location.slice(0, wordsMaxChars) };
    // RFC 9110 §15.4: behind 302 and 303 the request may have been carried out; 301, 307 and 308 send it elsewhere.
    const state = status === 302 || status === 303 ? 'inDoubt' : 'failed';
    return { state, error: 'sms.redirected', ...place };
  }
  if (status >= 400) {
    if (said.code === '') return { state: 'failed', error: byStatus(status), code: String(status), words: said.words };
    return failed(meaningOf(form, said.code));
  }
  if (body.trim() === '') return doubt('sms.answerEmpty');
  if (isPage(answer)) return doubt('sms.answerPage');
  if (succeeded(form, body)) return { state: 'sent', id: firstOf(form, body, form.success.id), words: said.words };
  return said.code === '' ? doubt('sms.answerStrange') : failed(meaningOf(form, said.code));
}

/** What a refusal means, by the provider's code. */
export function meaningOf({ codes }: GatewayForm, code: string): SmsRefusal | 'sms.refused' {
  if (Object.hasOwn(codes, code)) return codes[code] ?? 'sms.refused';
  const families = Object.keys(codes).filter((key) => key.endsWith('*') && code.startsWith(key.slice(0, -1)));
  const [nearest] = families.sort((a, b) => b.length - a.length);
  return (nearest === undefined ? undefined : codes[nearest]) ?? 'sms.refused';
}

function byStatus(status: number): ErrorCode {
  if (status === 401 || status === 403) return 'sms.badKey';
  return status === 429 ? 'sms.tooOften' : 'sms.refused';
}

function isPage({ contentType, body }: HttpAnswer): boolean {
  return /html/i.test(contentType) ? !/^\s*[[{]/.test(body) : /^\s*<(!doctype|html|head|body)\b/i.test(body);
}

function succeeded({ success }: GatewayForm, body: string): boolean {
  if (success.answer === 'text') return success.values.some((value) => body.trim().startsWith(value));
  const json = parsed(body);
  const [found] = success.paths.flatMap((path) => valueAt(json, path) ?? []);
  if (found === undefined || found === '') return false;
  return success.values.length === 0 || success.values.includes(found);
}

function wordsOf(form: GatewayForm, body: string): { readonly code: string; readonly words: string } {
  const { success } = form;
  if (success.answer === 'text') {
    const words = body.trim().slice(0, wordsMaxChars);
    return { code: /^-?[A-Za-z0-9_.]{1,60}/.exec(words)?.[0] ?? '', words };
  }
  return { code: firstOf(form, body, success.code), words: firstOf(form, body, success.words) };
}

function firstOf({ success }: GatewayForm, body: string, paths: readonly string[]): string {
  if (success.answer === 'text') return '';
  const json = parsed(body);
  return paths.map((path) => valueAt(json, path)).find((found) => found !== undefined && found !== '') ?? '';
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined; // No JSON: nothing is found in it.
  }
}

/** The text or number at a path; what it leads to has no length of its own beyond {@link wordsMaxChars}. */
function valueAt(json: unknown, path: string): string | undefined {
  let at = json;
  for (const step of path.split('.').slice(0, answerMaxDepth)) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = new Map<string, unknown>(Object.entries(at)).get(step);
  }
  if (typeof at !== 'string' && typeof at !== 'number' && typeof at !== 'boolean') return undefined;
  return String(at).slice(0, wordsMaxChars);
}
