import type { EngineCaller } from '../host/engineConnection.ts';
import type { Prompts } from '../host/prompts.ts';
import type { Selection } from '../host/selection.ts';
import { accountList } from '../protocol/methods/accountList.ts';
import type { AccountRecord } from '../protocol/records.ts';
import { accountTexts } from '../texts/accounts.ts';
import type { Translate } from '../texts/translate.ts';

interface ChoiceContext {
  readonly engine: EngineCaller;
  readonly ask: Prompts;
  readonly selection: Selection;
  readonly t: Translate;
}

/** The account that a command means: the clicked row, the id that an error's button carries, the only one, else asked. */
export async function chooseAccount(
  { engine, ask, selection, t }: ChoiceContext,
  clicked: unknown,
): Promise<AccountRecord | undefined> {
  const { accounts } = await engine.call(accountList, {});
  const id = typeof clicked === 'string' ? clicked : clicked === undefined ? undefined : selection.account(clicked)?.id;
  const named = accounts.find((one) => one.id === id);
  if (named || accounts.length <= 1) return named ?? accounts[0];
  const choices = accounts.map((value) => ({ label: nameOf(value), description: value.config.address, value }));
  return ask.pick(choices, { title: t(accountTexts.pickAccount) });
}

export function nameOf({ config }: AccountRecord): string {
  return config.label || config.address;
}
