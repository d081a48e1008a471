import { phoneMaxDigits, phoneMinDigits, phoneTextMaxChars } from './limits.ts';

/**
 * Why a text is no number that takes text messages. `noCountry`: neither a Chinese mobile number nor begun with `+`.
 * `notMobile`: a Chinese number of a fixed line, or with digits missing.
 */
export type PhoneReason = 'letters' | 'characters' | 'tooShort' | 'tooLong' | 'noCountry' | 'notMobile';

/** `number` in the form of E.164: `+`, country, number; digits only. */
export type PhoneReading = { readonly number: string } | { readonly reason: PhoneReason };

/**
 * Reads a number as people write it: full-width digits, spaces, dashes, dots and brackets anywhere, `tel:`, `+` or `00`
 * before the country, `(0)` behind it. Eleven digits that a Chinese mobile number can have are one, with or without 86.
 */
export function readPhone(text: string): PhoneReading {
  const plain = text
    .slice(0, phoneTextMaxChars + 1)
    .normalize('NFKC')
    .replace(invisible, '')
    .trim();
  if (text.length > phoneTextMaxChars) return { reason: 'tooLong' };
  const written = plain.replace(/^tel:/i, '');
  if (/\p{L}/u.test(written)) return { reason: 'letters' };
  const packed = written.replace(/^(\+|00)(\d{1,3})\s*\(0\)/, '$1$2').replace(/[\s.\-‐-―−/()]/gu, '');
  if (!/^\+?\d*$/.test(packed)) return { reason: 'characters' };
  const digits = packed.replace(/^(\+|00)/, '');
  return digits === packed ? withoutCountry(digits) : withCountry(digits);
}

/** A list as people write it: commas, semicolons (Chinese ones too) and lines between numbers. */
export function splitPhones(text: string): readonly string[] {
  return text
    .split(/[,;，；、\n\r]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** In groups, as it is read aloud. */
export function showPhone(number: string): string {
  const chinese = /^\+86(\d{3})(\d{4})(\d{4})$/.exec(number);
  return chinese ? `+86 ${chinese.slice(1).join(' ')}` : number;
}

/** Marks of direction and joiners that come along when a number is pasted from an address book. */
const invisible = /\p{Cf}/gu;
const chineseMobile = /^1[3-9]\d{9}$/;

function withoutCountry(digits: string): PhoneReading {
  if (chineseMobile.test(digits)) return { number: `+86${digits}` };
  if (digits.startsWith('86') && chineseMobile.test(digits.slice(2))) return { number: `+${digits}` };
  if (digits.length < phoneMinDigits) return { reason: 'tooShort' };
  if (digits.length > phoneMaxDigits) return { reason: 'tooLong' };
  // A fixed line with its area code, or a mobile number that lost or gained a digit.
  return { reason: /^(0[1-9]|1[3-9])/.test(digits) ? 'notMobile' : 'noCountry' };
}

function withCountry(digits: string): PhoneReading {
  if (digits.startsWith('0')) return { reason: 'noCountry' };
  if (digits.length < phoneMinDigits) return { reason: 'tooShort' };
  if (digits.length > phoneMaxDigits) return { reason: 'tooLong' };
  if (digits.startsWith('86') && !chineseMobile.test(digits.slice(2))) return { reason: 'notMobile' };
  return { number: `+${digits}` };
}
