/** Bounds of all that reaches out to a server. Times in ms, sizes in bytes. */

/** From the first packet to a verified TLS session. */
export const connectTimeoutMs = 20_000;
/** From a connection to the server's first words. */
export const greetingTimeoutMs = 15_000;
/** One service's whole check: connect, greet, sign in. */
export const checkTimeoutMs = 45_000;
/** One lookup in the name system. */
export const resolveTimeoutMs = 5_000;
/** One document of an address's own domain. */
export const autoconfigTimeoutMs = 8_000;
export const autoconfigMaxBytes = 128 * 1024;
export const autoconfigMaxElements = 2_000;
export const autoconfigMaxDepth = 32;
/** Servers of one kind that a document may offer. */
export const autoconfigMaxServers = 50;
/** Followed only over https and only inside the domain that was asked. */
export const autoconfigMaxRedirects = 3;
/** What is kept of a server's words for a person to read. */
export const serverSaidMaxChars = 1_000;
/** One remote picture, all redirects included. */
export const remoteImageTimeoutMs = 15_000;
export const remoteImageMaxBytes = 8 * 1024 * 1024;
export const remoteImageRedirectsMax = 4;
/** How long a port is listened to before something is said, and again afterwards. */
export const probeWaitMs = 3_000;
/** What is kept of its words. */
export const probeMaxChars = 1_000;
/** One request to a gateway, from its first byte to the last of the answer; and how much is read of that. */
export const exchangeTimeoutMs = 30_000;
export const exchangeMaxBytes = 64 * 1024;
export const exchangeMaxHeaderBytes = 16 * 1024;
