export interface LineEditorOptions {
  readonly write: (text: string) => void;
  /** What Tab puts in. */
  readonly complete: () => string;
  readonly onLine: (line: string) => void;
}

/** One line typed in a terminal: left and right, Backspace, history by up and down, Tab for what is suggested. */
export class LineEditor {
  readonly #options: LineEditorOptions;
  readonly #history: string[] = [];
  #prompt = '';
  #hint = '';
  #text: string[] = [];
  #at = 0;
  #back = 0;

  constructor(options: LineEditorOptions) {
    this.#options = options;
  }

  /** Asks for a line; `hint` stands there until something is typed. */
  prompt(prompt: string, hint: string): void {
    this.#prompt = prompt;
    this.#hint = hint;
    this.#text = [];
    this.#at = 0;
    this.#back = 0;
    this.#draw();
  }

  input(data: string): void {
    for (const key of keysOf(data)) this.#key(key);
  }

  #key(key: string): void {
    const edit = edits[key];
    if (key === '\r' || key === '\n') {
      this.#enter();
      return;
    }
    if (key === '\t') this.#set(this.#options.complete());
    else if (key === '\u001b[A') this.#recall(1);
    else if (key === '\u001b[B') this.#recall(-1);
    else if (key === '\u0003' || key === '\u0015') this.#set('');
    else if (edit) [this.#text, this.#at] = edit(this.#text, this.#at);
    else if (!/[\u0000-\u001f\u007f]/.test(key)) {
      this.#text.splice(this.#at, 0, key);
      this.#at += 1;
    }
    this.#draw();
  }

  #enter(): void {
    const line = this.#text.join('');
    this.#hint = '';
    this.#draw();
    this.#options.write('\r\n');
    if (line.trim() !== '' && !/^AUTH\s+\S+\s+\S/i.test(line)) this.#history.push(line); // Credentials are not kept.
    this.#text = [];
    this.#at = 0;
    this.#options.onLine(line);
  }

  #recall(steps: number): void {
    this.#back = Math.max(0, Math.min(this.#history.length, this.#back + steps));
    this.#set(this.#back === 0 ? '' : (this.#history.at(-this.#back) ?? ''));
  }

  #set(text: string): void {
    this.#text = [...text];
    this.#at = this.#text.length;
  }

  #draw(): void {
    const text = this.#text.join('');
    const hint = text === '' && this.#hint !== '' ? `\u001b[90m${this.#hint}\u001b[0m` : '';
    const behind = text === '' ? columns(this.#hint) : columns(this.#text.slice(this.#at).join(''));
    this.#options.write(`\r\u001b[K${this.#prompt}${text}${hint}${behind > 0 ? `\u001b[${behind}D` : ''}`);
  }
}

type Edit = (text: string[], at: number) => [text: string[], at: number];

const edits: { readonly [key: string]: Edit } = {
  '\u007f': (text, at) => (at > 0 ? [text.toSpliced(at - 1, 1), at - 1] : [text, at]),
  '\b': (text, at) => (at > 0 ? [text.toSpliced(at - 1, 1), at - 1] : [text, at]),
  '\u001b[3~': (text, at) => [text.toSpliced(at, 1), at],
  '\u001b[D': (text, at) => [text, Math.max(0, at - 1)],
  '\u001b[C': (text, at) => [text, Math.min(text.length, at + 1)],
  '\u001b[H': (text) => [text, 0],
  '\u001b[F': (text) => [text, text.length],
};

/** Keys of one chunk: a pasted text comes as many, an arrow as one sequence. */
function keysOf(data: string): readonly string[] {
  return data.replaceAll('\r\n', '\r').match(/\u001b\[[0-9;]*[A-Za-z~]|\u001b.|./gsu) ?? [];
}

/** How wide a text is in a terminal: East Asian characters take two columns. */
function columns(text: string): number {
  return [...text].reduce(
    (sum, one) =>
      sum +
      (/[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
        one,
      )
        ? 2
        : 1),
    0,
  );
}
