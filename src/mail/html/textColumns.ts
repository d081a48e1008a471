const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;
const none = /\p{Mn}|\u200d|\ufe0f/u;

/** Columns on a screen of even letters: Chinese, Japanese and Korean ones and pictures take two, marks over letters none. */
export function columnsOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let columns = 0;
  for (const letter of text) columns += wide.test(letter) ? 2 : none.test(letter) ? 0 : 1;
  return columns;
}
