import type { ErrorCode } from '../../base/errorCodes.ts';
import { isMailError, type MailError } from '../../base/errors.ts';
import { errorText } from '../../texts/errors.ts';
import { translator } from '../../texts/translator.ts';
import { answerMailpit } from './mailpit/paths.ts';
import { answerOwn } from './ownPaths.ts';
import { type ApiAnswer, type ApiRequest, json, plainText } from './request.ts';
import type { Sandbox } from './sandbox.ts';

/**
 * Answers the sandbox's paths and Mailpit's, without a token: everybody on this machine may read the sandbox. Host and
 * Origin were checked before. Undefined: it is none of these paths.
 */
export async function answerSandbox(
  sandbox: Sandbox,
  request: ApiRequest,
  version: string,
): Promise<ApiAnswer | undefined> {
  try {
    return await (answerOwn(sandbox, request) ?? answerMailpit(sandbox, request, version));
  } catch (error) {
    if (!isMailError(error)) throw error;
    return request.url.pathname.startsWith('/api/sandbox/') ? ownError(error) : mailpitError(error);
  }
}

function ownError({ code, data }: MailError): ApiAnswer {
  return json({ error: { code, message: errorText(translator(), code, data), data } }, statusOf[code] ?? 400);
}

/** Mailpit's clients expect words. */
function mailpitError({ code, data }: MailError): ApiAnswer {
  return plainText(errorText(translator(), code, data), statusOf[code] ?? 400);
}

const statusOf: { readonly [code in ErrorCode]?: number } = {
  'sandbox.mailUnknown': 404,
  'sandbox.waitTimedOut': 408,
  'sandbox.notAllowed': 403,
  'store.tooBusy': 503,
  'server.tooMuch': 413,
};
