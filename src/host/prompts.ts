import { InputBoxValidationSeverity, window } from 'vscode';

export interface Choice<T> {
  readonly label: string;
  readonly value: T;
  readonly description?: string;
  readonly detail?: string;
  /** A codicon's name. */
  readonly icon?: string;
}

export interface TextQuestion {
  readonly title: string;
  readonly prompt?: string;
  readonly placeholder?: string;
  readonly value?: string;
  readonly password?: boolean;
  /** Why the text will not do; undefined when it will. */
  readonly check?: (text: string) => string | undefined;
  /** In place of `check`, where somebody has to be asked: a reason why not, or a note to show below. */
  readonly read?: (text: string) => Promise<TextVerdict>;
}

export type TextVerdict = string | { readonly note: string };

export interface Decision<T> {
  readonly message: string;
  readonly detail?: string;
  readonly buttons: readonly { readonly label: string; readonly value: T }[];
}

/** Questions to the person. Each answers undefined when it is dismissed: the command then ends in silence. */
export interface Prompts {
  pick<T>(
    choices: readonly Choice<T>[] | Promise<readonly Choice<T>[]>,
    options: { readonly title: string; readonly placeholder?: string },
  ): Promise<T | undefined>;
  text(question: TextQuestion): Promise<string | undefined>;
  /** Modal: only for what cannot be undone. */
  decide<T>(decision: Decision<T>): Promise<T | undefined>;
}

export function createPrompts(): Prompts {
  return {
    async pick(choices, { title, placeholder = '' }) {
      const items = Promise.resolve(choices).then((known) => known.map(toQuickPickItem));
      return (await window.showQuickPick(items, { title, placeHolder: placeholder, matchOnDescription: true }))?.value;
    },
    async text({ title, prompt, placeholder, value, password = false, check, read }) {
      return window.showInputBox({
        title,
        password,
        ignoreFocusOut: true,
        ...(prompt === undefined ? {} : { prompt }),
        ...(placeholder === undefined ? {} : { placeHolder: placeholder }),
        ...(value === undefined ? {} : { value }),
        ...(check === undefined ? {} : { validateInput: check }),
        ...(read === undefined ? {} : { validateInput: async (text: string) => shownVerdict(await read(text)) }),
      });
    },
    async decide({ message, detail, buttons }) {
      const labels = buttons.map(({ label }) => label);
      const options = { modal: true, ...(detail === undefined ? {} : { detail }) };
      const label = await window.showWarningMessage(message, options, ...labels);
      return buttons.find((button) => button.label === label)?.value;
    },
  };
}

function shownVerdict(verdict: TextVerdict) {
  if (typeof verdict !== 'object') return verdict;
  return { message: verdict.note, severity: InputBoxValidationSeverity.Info };
}

function toQuickPickItem<T>({ label, value, description = '', detail = '', icon }: Choice<T>) {
  return { label: icon ? `$(${icon}) ${label}` : label, description, detail, value };
}
