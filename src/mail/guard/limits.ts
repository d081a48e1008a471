/** How much text is looked at in one piece, UTF-16 units; a secret that lies across two pieces is found in the overlap. */
export const pieceMaxChars = 256 * 1024;
/** No secret is longer: a private key of 8,192 bits has 6,400 characters. */
export const overlapChars = 8 * 1024;
/** Secrets told of one file; more are no more news. */
export const secretsPerFileMax = 50;
/** A value that could be a password is at most so long, UTF-16 units. */
export const valueMaxChars = 200;
/** Archives inside archives are opened so deep. */
export const archiveDepthMax = 3;
/** What all archives of one mail may unpack to, bytes; what is beyond is told as not looked at. */
export const unpackedMaxBytes = 256 * 1024 * 1024;
