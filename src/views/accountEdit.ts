import type { AccountRecord } from '../protocol/records.ts';
import { accountTexts } from '../texts/accounts.ts';
import { identityTexts } from '../texts/identities.ts';
import { nameOf } from './accountChoice.ts';
import { type AccountFormOptions, checkAndSave, signInForm } from './accountForm.ts';
import type { FormState } from './accountFormState.ts';
import { runSteps, type Step } from './accountFormSteps.ts';
import { ServerSteps } from './accountServerSteps.ts';
import { hostText, incomingText } from './accountServers.ts';

type EditChoice = 'name' | 'label' | 'incoming' | 'outgoing' | 'secret' | 'identities' | 'save' | 'saveUnchecked';

/**
 * Shows what an account is set to, changes one thing at a time, and saves after a check, or without when asked to.
 * `identities`: the person wants to go on with those; nothing was saved.
 */
export async function editAccountForm(
  options: AccountFormOptions,
  account: AccountRecord,
  state: FormState,
): Promise<boolean | 'identities'> {
  const editor = new AccountEditor(options, account, state);
  const needsSmtpSecret = () => state.config.smtpOwnSecret === true && account.config.smtpOwnSecret !== true;
  for (;;) {
    const choice = await editor.askWhat();
    if (choice === undefined) return false;
    if (choice === 'saveUnchecked') {
      await options.services.save(state);
      return true;
    }
    if (choice === 'save')
      return checkAndSave(options, state, { name: editor.title, askSmtpSecret: needsSmtpSecret() });
    if (choice === 'identities') return 'identities';
    if (choice === 'secret') return signInForm(options, state, editor.title);
    await editor.change(choice);
  }
}

class AccountEditor {
  readonly title: string;
  readonly #options: AccountFormOptions;
  readonly #state: FormState;
  readonly #name: string;

  constructor(options: AccountFormOptions, account: AccountRecord, state: FormState) {
    this.#options = options;
    this.#state = state;
    this.#name = nameOf(account);
    this.title = options.t(accountTexts.editTitle, { name: this.#name });
  }

  async askWhat(): Promise<EditChoice | undefined> {
    const { t, prompts } = this.#options;
    const { config } = this.#state;
    const answer = await prompts.pick<EditChoice>({
      title: this.title,
      canGoBack: false,
      prompt: t(accountTexts.editWhat, { name: this.#name }),
      choices: [
        { label: t(accountTexts.editName), description: config.name, value: 'name' },
        { label: t(accountTexts.editLabel), description: config.label ?? '', value: 'label' },
        { label: t(accountTexts.editIncoming), description: incomingText(config), value: 'incoming' },
        {
          label: t(accountTexts.editOutgoing),
          description: config.smtp ? hostText(config.smtp, 'smtp') : t(accountTexts.outgoingNone),
          value: 'outgoing',
        },
        { label: t(accountTexts.editSecret), value: 'secret' },
        { label: t(identityTexts.editIdentities), value: 'identities' },
        { label: t(accountTexts.editSave), value: 'save' },
        { label: t(accountTexts.editSaveUnchecked), value: 'saveUnchecked' },
      ],
    });
    return answer.kind === 'value' ? answer.value : undefined;
  }

  async change(what: 'name' | 'label' | 'incoming' | 'outgoing'): Promise<void> {
    const { t, prompts } = this.#options;
    if (what === 'name') return this.#changeText('name', t(accountTexts.namePrompt));
    if (what === 'label') return this.#changeText('label', t(accountTexts.labelPrompt));
    const done: Step = async () => 'done';
    const before = this.#state.config;
    const steps = new ServerSteps({ t, prompts, state: this.#state, title: this.title, done });
    const finished = await runSteps(what === 'incoming' ? steps.askIncoming : steps.askSending);
    if (!finished) this.#state.config = before; // Left half-way: nothing of it counts.
  }

  async #changeText(field: 'name' | 'label', prompt: string): Promise<void> {
    const { prompts } = this.#options;
    const value = this.#state.config[field] ?? '';
    const answer = await prompts.text({ title: this.title, canGoBack: false, prompt, value });
    if (answer.kind === 'value') this.#state.config = { ...this.#state.config, [field]: answer.value.trim() };
  }
}
