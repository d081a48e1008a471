import type { ErrorCode } from '../../base/errorCodes.ts';

/** How one kind of gateway is spoken to: data, so that a new one needs no code. Placeholders: see `request.ts`. */
export interface GatewayForm {
  readonly id: string;
  /** As the provider calls itself. */
  readonly name: string;
  /** Where the provider describes it: an address, and the day it was read. */
  readonly source: string;
  readonly method: 'GET' | 'POST';
  /** https, or http to this machine. Placeholders behind the host only. */
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: GatewayBody;
  readonly signing: Signing;
  /** What a person enters once, beside the secrets. */
  readonly fields: readonly FormField[];
  readonly secrets: readonly FormField[];
  /** `template`: only texts that the provider approved, by their number there, with values for the gaps. */
  readonly content: 'text' | 'template';
  /** `e164`: +8613…; `digits`: 8613…; `national`: 13… within China, else as `digits`. */
  readonly numbers: 'e164' | 'digits' | 'national';
  /** Country codes that it serves; none = all. */
  readonly countries: readonly string[];
  /** The alphabet that it counts every text in; '' = by the text. */
  readonly alphabet: '' | 'ucs2';
  /** The field whose value it puts before texts in 【】; '' = none. */
  readonly signature: string;
  readonly success: SuccessTest;
  /** The provider's codes that are known, by what they mean. One that ends in `*` stands for all that begin so. */
  readonly codes: { readonly [code: string]: SmsRefusal };
}

export type GatewayBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'form'; readonly fields: { readonly [name: string]: string } }
  /** JSON with placeholders inside its strings. */
  | { readonly kind: 'json'; readonly text: string };

/** How a request proves who sends it, beyond what its fields hold. Values are placeholders or plain. */
export type Signing =
  | { readonly scheme: 'none' }
  | { readonly scheme: 'basic'; readonly user: string; readonly password: string }
  | { readonly scheme: 'aliyun'; readonly secret: string }
  | { readonly scheme: 'tencent'; readonly id: string; readonly secret: string; readonly service: string };

export interface FormField {
  /** As placeholders name it. */
  readonly name: string;
  /** As the provider calls it. */
  readonly label: string;
  readonly example?: string | undefined;
  readonly optional?: boolean | undefined;
}

/**
 * Where an answer says what became of a text. Paths go through JSON by dots, numbers count in lists; the first that leads
 * to something is taken. For a text answer `''` is all of it.
 */
export interface SuccessTest {
  readonly answer: 'json' | 'text';
  readonly paths: readonly string[];
  /** What must stand there; none = anything but nothing. For a text answer: what it begins with. */
  readonly values: readonly string[];
  readonly code: readonly string[];
  readonly words: readonly string[];
  readonly id: readonly string[];
}

/** What a refusal means: an error of ours with its sentence and what to do. */
export type SmsRefusal = Extract<
  ErrorCode,
  | 'sms.badKey'
  | 'sms.noCredit'
  | 'sms.badNumber'
  | 'sms.contentRefused'
  | 'sms.templateRefused'
  | 'sms.signatureRefused'
  | 'sms.tooOften'
  | 'sms.unsubscribed'
  | 'sms.notAllowed'
  | 'sms.accountLocked'
  | 'sms.tooLong'
  | 'sms.busy'
>;
