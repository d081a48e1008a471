import { fromUtf8 } from '../../base/bytes.ts';
import { isMailError, MailError } from '../../base/errors.ts';
import type { Trust } from '../../mail/net/endpoint.ts';
import type { AccountConfig } from '../../protocol/records.ts';
import { readWhole } from '../files.ts';

/** A file of certificates; the whole of a machine's own list is a quarter of this. */
const caMaxBytes = 1024 * 1024;

/** What an account's servers are believed on: its own certificates and the exceptions that a person made. */
export async function trustOf({ ca, trustedCertificates = [] }: AccountConfig): Promise<Trust> {
  return { exceptions: trustedCertificates, ...(ca === undefined ? {} : { ca: await readPem(ca) }) };
}

/** Throws `account.badConfig` for a file that is missing or holds no certificate. */
async function readPem(path: string): Promise<string> {
  try {
    const text = fromUtf8(await readWhole(path, caMaxBytes));
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  } catch (error) {
    if (!isMailError(error)) throw error;
  }
  throw new MailError('account.badConfig', { retry: 'afterUser', data: { detail: path, field: 'ca' } });
}
