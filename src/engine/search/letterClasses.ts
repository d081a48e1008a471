/** Classes of letters for regular expressions with the flag `v`. */

/** Chinese, Japanese, Korean and the scripts of South-East Asia that set no spaces. */
export const unspacedClass =
  '[[\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Bopo}\\p{sc=Hang}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmr}\\p{sc=Mymr}]&&[\\p{L}\\p{N}\\p{M}]]';
/** Any character of a word. */
export const letterClass = '[\\p{L}\\p{N}\\p{M}]';
