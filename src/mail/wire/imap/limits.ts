/** Bounds of what one peer can make the grammar hold or recurse into. */

/** The longest line without its literals. RFC 9051 §4 asks for 8,192 at least; a long UID set needs more. */
export const lineMaxBytes = 65_536;
/** How deep parentheses may nest: 10 levels of MIME use about 30. */
export const nestingMax = 100;
/** The largest literal of a command other than APPEND. */
export const literalMaxBytes = 65_536;
/** All literals of one command other than APPEND, together. */
export const commandMaxBytes = 262_144;
/** How many ranges a sequence set may have. */
export const sequenceSetMax = 20_000;
/** How many attributes, search keys or flags one command may name. */
export const listMax = 2_000;
