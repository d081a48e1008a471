/** The engine leaves this long after its last client, ms: it runs on the editor's own executable and would block its update. */
export const idleExitMs = 8_000;
/** Asked to leave, it waits this long, so that its answer is out before the connection ends, ms. */
export const leaveDelayMs = 100;
/** A connection that has not proved the token by then is closed, ms. */
export const handshakeTimeoutMs = 5_000;
/** Bytes that a connection may send before it has proved the token. */
export const handshakeMaxBytes = 16_384;
/** Clients at once. */
export const clientsMax = 64;
/** A client that does not drain this much is cut off and told to resync when it comes back, bytes. */
export const clientBacklogMaxBytes = 32 * 1024 * 1024;
/** The local server, with its sample mail to write, must have begun by then, ms. */
export const serverStartMaxMs = 45_000;
/** The local server must have stopped by then, ms; then it is ended by force. */
export const serverStopMaxMs = 5_000;
export const serverStateFileMaxBytes = 1_000;
/** The largest .eml file that is read from disk, bytes. */
export const fileMessageMaxBytes = 256 * 1024 * 1024;
/** The file of the token that clients prove, bytes. */
export const tokenMaxBytes = 1_024;
/** Lines of the protocol log that are kept for one account; each is cut at `shownLineMaxChars` of base/redactor.ts. */
export const protocolLogMaxLines = 2_000;
/** Lines that come within this are told by one event, ms. */
export const protocolLogCoalesceMs = 250;
/** One diagnosis: connecting to each server, ms. */
export const diagnosisConnectMs = 10_000;
/** One diagnosis: from a connection to the server's first words, ms. */
export const diagnosisGreetingMs = 10_000;
/** What a diagnosis keeps of what each side said at one step, lines. */
export const diagnosisSaidMaxLines = 40;
/** What a preview reads of each file that is attached, bytes; of a picture; and what it shows of the source. */
export const previewFileMaxBytes = 3 * 1024;
export const previewPictureMaxBytes = 8 * 1024 * 1024;
export const previewSourceMaxBytes = 512 * 1024;
/** The files of its longer texts stay this long for the client to read them, ms. */
export const previewFilesStayMs = 60_000;
/** Files of a folder that leaves as an archive; such an archive stays this long, ms. */
export const packedFilesMax = 10_000;
export const packedFolderStaysMs = 30 * 60_000;
