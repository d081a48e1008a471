import type { ErrorCode } from '../base/errorCodes.ts';

type SmsErrorCode = Extract<ErrorCode, `sms.${string}`>;

/** Sentences for what keeps a text message from being sent. `words` and `code` are the provider's own. */
export const smsErrorTexts: Readonly<Record<SmsErrorCode, string | { readonly full: string; readonly bare: string }>> =
  {
    'sms.gatewayUnknown': 'This SMS gateway is not in Mailroom any more. Choose another or add it again.',
    'sms.badForm': {
      full: 'The form of the gateway “{gateway}” cannot be used: {place} has “{found}”. Correct it in the settings.',
      bare: 'The form of the gateway cannot be used. Correct it in the settings.',
    },
    'sms.fieldMissing': { full: '“{field}” is missing.', bare: 'A field of the gateway is missing.' },
    'sms.hostNotAllowed': {
      full: 'Not sent: nobody has agreed yet that texts go to {host}.',
      bare: 'Not sent: nobody has agreed yet that texts go to this gateway.',
    },
    'sms.secretMissing': {
      full: 'The text waits: the key of “{gateway}” is needed.',
      bare: 'The text waits: the key of the gateway is needed.',
    },
    'sms.unknown': 'This text message is not in the list any more.',
    'sms.tooLate': 'Too late: the request has left, or there is nothing left to do.',
    'sms.noRecipient': 'There is no number to send to.',
    'sms.badPhone': {
      full: '“{number}” is no number that texts can be sent to.',
      bare: 'This is no number that texts can be sent to.',
    },
    'sms.tooMany': {
      full: '{count} numbers are too many for one text: {most} at most. Send it in turns.',
      bare: 'These are too many numbers for one text. Send it in turns.',
    },
    'sms.emptyText': 'The text is empty.',
    'sms.textTooLong': {
      full: 'The text takes {parts} messages; {most} is the most that arrive as one. Shorten it.',
      bare: 'The text is too long. Shorten it.',
    },
    'sms.variableMissing': {
      full: 'The text has no value for “{variable}” yet.',
      bare: 'A value in the text is missing.',
    },
    'sms.templateMissing': {
      full: '“{gateway}” sends approved templates only. Give the number that the template has there.',
      bare: 'This gateway sends approved templates only. Give the number that the template has there.',
    },
    'sms.waitedLong': {
      full: 'Not sent: the text waited for more than an hour to go to “{gateway}”. Send it again if it is still true.',
      bare: 'Not sent: the text waited for more than an hour. Send it again if it is still true.',
    },
    'sms.unreachable': {
      full: 'Not sent yet: {host} cannot be reached. Mailroom tries again for an hour.',
      bare: 'Not sent yet: the gateway cannot be reached. Mailroom tries again for an hour.',
    },
    'sms.notHttps': {
      full: 'Not sent: “{gateway}” has an address without https, so anybody on the way could read the key. Change the address.',
      bare: 'Not sent: the gateway has an address without https. Change the address.',
    },
    'sms.certificate': {
      full: 'Not sent: the certificate of {host} is not valid, so another may answer in its place. No key was sent. Check the address.',
      bare: 'Not sent: the certificate of the gateway is not valid. No key was sent. Check the address.',
    },
    'sms.redirected': {
      full: 'The gateway sends elsewhere, to {words}. Mailroom does not follow with your key. Check the address.',
      bare: 'The gateway sends elsewhere. Mailroom does not follow with your key. Check the address.',
    },
    'sms.refused': {
      full: 'Not sent: {gateway} refused the text: {words} ({code}).',
      bare: 'Not sent: the gateway refused the text. Its answer is under Details.',
    },
    'sms.badKey': {
      full: 'Not sent: {gateway} does not take the account or the key: {words} ({code}). Enter the key again.',
      bare: 'Not sent: the gateway does not take the account or the key. Enter the key again.',
    },
    'sms.noCredit': {
      full: 'Not sent: the account at {gateway} has no credit: {words} ({code}). Top it up there, then retry.',
      bare: 'Not sent: the account at the gateway has no credit. Top it up there, then retry.',
    },
    'sms.badNumber': {
      full: 'Not sent: {gateway} does not send to this number: {words} ({code}). Check it.',
      bare: 'Not sent: the gateway does not send to this number. Check it.',
    },
    'sms.contentRefused': {
      full: 'Not sent: {gateway} does not take what the text says: {words} ({code}). Change the text.',
      bare: 'Not sent: the gateway does not take what the text says. Change the text.',
    },
    'sms.templateRefused': {
      full: 'Not sent: the text fits no template approved at {gateway}: {words} ({code}). Use one as it was approved.',
      bare: 'Not sent: the text fits no template approved at the gateway. Use one as it was approved.',
    },
    'sms.signatureRefused': {
      full: 'Not sent: {gateway} does not take the signature or the sender: {words} ({code}). Use one that is approved there.',
      bare: 'Not sent: the gateway does not take the signature or the sender. Use one that is approved there.',
    },
    'sms.tooOften': {
      full: 'Not sent: too many texts in too short a time for {gateway}: {words} ({code}). Retry later.',
      bare: 'Not sent: too many texts in too short a time for the gateway. Retry later.',
    },
    'sms.unsubscribed': {
      full: 'Not sent: whoever has this number wants no texts: {words} ({code}). Reach them another way.',
      bare: 'Not sent: whoever has this number wants no texts. Reach them another way.',
    },
    'sms.notAllowed': {
      full: 'Not sent: {gateway} does not let this account or this computer’s address send it: {words} ({code}). Allow it there.',
      bare: 'Not sent: the gateway does not let this account or this computer’s address send it. Allow it there.',
    },
    'sms.accountLocked': {
      full: 'Not sent: the account at {gateway} is locked: {words} ({code}). Ask the provider.',
      bare: 'Not sent: the account at the gateway is locked. Ask the provider.',
    },
    'sms.tooLong': {
      full: 'Not sent: the text is too long for {gateway}: {words} ({code}). Shorten it.',
      bare: 'Not sent: the text is too long for the gateway. Shorten it.',
    },
    'sms.busy': {
      full: 'Not sent: {gateway} has trouble of its own: {words} ({code}). Retry later.',
      bare: 'Not sent: the gateway has trouble of its own. Retry later.',
    },
    'sms.gatewayFailed': {
      full: 'Maybe sent: {host} failed while it worked on the text. Look in its console before you send it again.',
      bare: 'Maybe sent: the gateway failed while it worked on the text. Look in its console before you send it again.',
    },
    'sms.answerEmpty': {
      full: 'Maybe sent: {host} answered with nothing. Look in its console before you send it again.',
      bare: 'Maybe sent: the gateway answered with nothing. Look in its console before you send it again.',
    },
    'sms.answerPage': {
      full: 'Maybe sent: {host} answered with a web page. Check the address of the gateway, and its console, before you send it again.',
      bare: 'Maybe sent: the gateway answered with a web page. Check its address and its console before you send it again.',
    },
    'sms.answerStrange': {
      full: 'Maybe sent: the answer of {host} is not what its form says. Look in its console, and check the form, before you send it again.',
      bare: 'Maybe sent: the gateway’s answer is not what its form says. Look in its console before you send it again.',
    },
    'sms.answerTooLong': {
      full: 'Maybe sent: {host} answered without end, so Mailroom hung up. Look in its console before you send it again.',
      bare: 'Maybe sent: the gateway answered without end, so Mailroom hung up. Look in its console before you send it again.',
    },
    'sms.noAnswer': {
      full: 'Maybe sent: {host} took the text and did not answer in time. Look in its console before you send it again.',
      bare: 'Maybe sent: the gateway took the text and did not answer in time. Look in its console before you send it again.',
    },
    'sms.cut': {
      full: 'Maybe sent: the connection to {host} broke before it answered. Look in its console before you send it again.',
      bare: 'Maybe sent: the connection to the gateway broke before it answered. Look in its console before you send it again.',
    },
    'sms.interrupted': {
      full: 'Maybe sent: Mailroom was ended while it waited for the answer of “{gateway}”. Look in its console before you send it again.',
      bare: 'Maybe sent: Mailroom was ended while it waited for the answer. Look in the gateway’s console before you send it again.',
    },
  };

/** Why a number is none, where that is known. */
export const phoneReasonTexts = {
  letters: '“{number}” has letters in it.',
  characters: '“{number}” has characters that no number has.',
  tooShort: '“{number}” is too short for a number.',
  tooLong: '“{number}” is too long for a number.',
  noCountry: '“{number}” needs its country: begin with + and the country code.',
  notMobile: '“{number}” is no Chinese mobile number: those have eleven digits and begin with 13 to 19.',
  notServed: 'The gateway does not send to the country of “{number}”.',
} as const;
