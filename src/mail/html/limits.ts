/** Limits of turning a stranger's HTML into a page. What is beyond them is left out. */

/** The longest HTML that is sanitised, UTF-16 units. */
export const htmlMaxChars = 4 * 1024 * 1024;
/** The longest plain text that is shown, UTF-16 units. */
export const textMaxChars = 2 * 1024 * 1024;
/** The deepest nesting of elements. */
export const elementDepthMax = 256;
/** How often HTML is sanitised until a further pass changes nothing. */
export const settlePassesMax = 6;
/** The most CSS read of one mail's style blocks, UTF-16 units. */
export const styleSheetMaxChars = 512 * 1024;
/** The longest style attribute, UTF-16 units. */
export const styleAttributeMaxChars = 8 * 1024;
/** The longest value of one CSS property, UTF-16 units. */
export const cssValueMaxChars = 500;
/** The most rules of one mail. */
export const cssRulesMax = 5_000;
/** The longest link target, UTF-16 units. */
export const linkMaxChars = 8 * 1024;
/** The most links looked at for warnings. */
export const linksCheckedMax = 2_000;
/** The longest line of plain text in which links are looked for, UTF-16 units. */
export const linkifyLineMaxChars = 10_000;
/** The deepest quote level shown as such. */
export const quoteDepthMax = 20;
/** The most warnings of one kind. */
export const warningsPerKindMax = 5;
/** The longest block of code that is coloured, UTF-16 units. */
export const highlightMaxChars = 100_000;
/** Footnotes of one letter; what is beyond them stays as it was typed. */
export const footnotesMax = 500;
/** Diagrams and formulas of one letter that are drawn, and the longest one's source, UTF-16 units. */
export const drawingsMax = 50;
export const drawingMaxChars = 20_000;
