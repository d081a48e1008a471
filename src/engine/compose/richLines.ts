/** UTF-16 offsets in a text: with and without. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** A text by its lines. */
export class Lines {
  readonly #starts: readonly number[];
  readonly #body: string;

  constructor(body: string) {
    this.#body = body;
    const starts = [0];
    for (let at = body.indexOf('\n'); at >= 0; at = body.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts = starts;
  }

  get count(): number {
    return this.#starts.length;
  }

  /** Lines from `from` (with) to `to` (without), blank ones at their end left out. */
  place(from: number, to: number): Place {
    let last = to;
    while (last > from + 1 && this.#line(last - 1).trim() === '') last -= 1;
    return { start: this.#starts[from] ?? this.#body.length, end: this.#end(last - 1) };
  }

  /** What stands between two lines and is not blank; undefined where all is. */
  placeBetween(from: number, to: number): Place | undefined {
    let first = from;
    while (first < to && this.#line(first).trim() === '') first += 1;
    return first >= to ? undefined : this.place(first, to);
  }

  /** Blanks that each line from `from` (with) to `to` (without) ends with. */
  blanksAtEnds(from: number, to: number): readonly string[] {
    return Array.from(
      { length: Math.max(0, to - from) },
      (_, index) => /[ \t]*$/.exec(this.#line(from + index))?.[0] ?? '',
    );
  }

  isSignatureMark(index: number): boolean {
    return this.#line(index) === '-- ';
  }

  #line(index: number): string {
    return this.#body.slice(this.#starts[index] ?? this.#body.length, this.#end(index));
  }

  #end(index: number): number {
    const next = this.#starts[index + 1];
    return next === undefined ? this.#body.length : next - 1;
  }
}
