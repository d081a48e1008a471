/** Which mails a mail says that it follows. Pure. */

/** References kept of one mail: the first, which names the conversation, and the latest. */
export const referencesMax = 50;
/** Longer ones are no Message-IDs. */
const idMaxChars = 500;
/** Shorter ones without "@" are words: people answer "yes" where `git send-email` asks for a Message-ID. */
const bareIdMinChars = 18;
const messageId = /<[^<>\s]+>/g;

/**
 * Message-IDs that a mail follows, oldest first, each once: References, then In-Reply-To where that adds one
 * (RFC 5322 §3.6.4). What is no Message-ID, such as "message of Tuesday", is passed over.
 */
export function referencesOf({
  references,
  inReplyTo,
}: {
  readonly references: string;
  readonly inReplyTo: string;
}): readonly string[] {
  const chain = idsIn(references);
  // In-Reply-To may name several mails, or sentences with addresses in them: only the first counts (JWZ, step 1).
  const parent = idsIn(inReplyTo)[0];
  const all = [...new Set(parent === undefined || chain.includes(parent) ? chain : [...chain, parent])];
  return all.length <= referencesMax ? all : [...all.slice(0, 1), ...all.slice(1 - referencesMax)];
}

function idsIn(text: string): readonly string[] {
  return [...text.matchAll(messageId)].map(([id]) => id).filter(isMessageId);
}

/** RFC 5322 §3.6.4 wants id-left "@" id-right; long ones are believed without. */
function isMessageId(id: string): boolean {
  return id.length <= idMaxChars && (id.includes('@') || id.length >= bareIdMinChars);
}
