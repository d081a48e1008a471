import type { InputBox, QuickInputButton, QuickPick, QuickPickItem } from 'vscode';
import { type Disposable, env, ProgressLocation, QuickInputButtons, ThemeIcon, Uri, window, workspace } from 'vscode';
import { MailError } from '../base/errors.ts';
import type { AccountPrompts, Answer, FormPick, FormPlace, FormText } from './accountFormSteps.ts';

/** The account form on VS Code's own quick inputs: steps, a Back button, pages that help in the title bar. */
export function createAccountPrompts(): AccountPrompts {
  return {
    text: askText,
    pick: askPick,
    async problem({ message, actions }) {
      const labels = actions.map(({ label }) => label);
      const chosen = await window.showErrorMessage(message, ...labels);
      return actions.find(({ label }) => label === chosen)?.value;
    },
    async decide(message, detail, actions) {
      const labels = actions.map(({ label }) => label);
      const chosen = await window.showWarningMessage(message, { modal: true, detail }, ...labels);
      return actions.find(({ label }) => label === chosen)?.value;
    },
    work: showWork,
    async open(url) {
      if (url) await env.openExternal(Uri.parse(url, true));
    },
    async details(content) {
      await window.showTextDocument(await workspace.openTextDocument({ content, language: 'plaintext' }));
    },
  };
}

function askText(question: FormText): Promise<Answer<string>> {
  const { prompt = '', placeholder = '', value = '', password = false, check = () => undefined } = question;
  const box = window.createInputBox();
  box.prompt = prompt;
  box.placeholder = placeholder;
  box.value = value;
  box.password = password;
  return answered(box, question, (resolve) => [
    box.onDidChangeValue(() => {
      box.validationMessage = undefined;
    }),
    box.onDidAccept(() => {
      box.validationMessage = check(box.value);
      if (!box.validationMessage) resolve({ kind: 'value', value: box.value });
    }),
  ]);
}

function askPick<T>(question: FormPick<T>): Promise<Answer<T>> {
  const pick: QuickPick<QuickPickItem & { readonly value: T }> = window.createQuickPick();
  pick.prompt = question.prompt;
  pick.items = question.choices.map(({ label, description = '', detail = '', value }) => ({
    ...{ label, description, value },
    ...(detail ? { detail } : {}),
  }));
  return answered(pick, question, (resolve) => [
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen) resolve({ kind: 'value', value: chosen.value });
    }),
  ]);
}

/** Shows a quick input until it is answered, left by Back or closed; lets go of it in every case. */
function answered<T>(
  input: InputBox | QuickPick<QuickPickItem & { readonly value: T }>,
  { title, step, totalSteps, canGoBack, links = [] }: FormPlace,
  listen: (resolve: (answer: Answer<T>) => void) => readonly Disposable[],
): Promise<Answer<T>> {
  const linkButtons = new Map<QuickInputButton, string>(
    links.map(({ label, url }) => [{ iconPath: new ThemeIcon('question'), tooltip: label }, url]),
  );
  input.title = title;
  input.step = step;
  input.totalSteps = totalSteps;
  input.ignoreFocusOut = true; // The person looks the code up in the browser meanwhile.
  input.buttons = [...(canGoBack ? [QuickInputButtons.Back] : []), ...linkButtons.keys()];
  return new Promise((resolve) => {
    const resources: Disposable[] = [input];
    const finish = (answer: Answer<T>) => {
      resolve(answer);
      for (const resource of resources) resource.dispose();
    };
    resources.push(
      ...listen(finish),
      input.onDidHide(() => finish({ kind: 'cancelled' })),
      input.onDidTriggerButton((button) => {
        if (button === QuickInputButtons.Back) finish({ kind: 'back' });
        const url = linkButtons.get(button);
        if (url) void env.openExternal(Uri.parse(url, true));
      }),
    );
    input.show();
  });
}

async function showWork<T>(title: string, work: (options: { readonly signal: AbortSignal }) => Promise<T>): Promise<T> {
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  return window.withProgress(options, (_bar, token) => {
    const controller = new AbortController();
    const cancelled = new Promise<never>((_, reject) => {
      token.onCancellationRequested(() => {
        controller.abort();
        reject(new MailError('engine.cancelled'));
      });
    });
    return Promise.race([work({ signal: controller.signal }), cancelled]);
  });
}
