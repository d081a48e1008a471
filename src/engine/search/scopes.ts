/** Which mailboxes a search means by a name. Pure. */
import type { AccountConfig, AccountId, MailboxId } from '../../protocol/records.ts';
import type { MailboxState } from '../store/mailboxState.ts';
import type { ScopeOf } from './evaluate.ts';
import { fold } from './fold.ts';
import { conditionsOf, type Query, type QueryProblem } from './query.ts';

interface Named {
  readonly id: AccountId;
  readonly config: Pick<AccountConfig, 'address' | 'name' | 'label'>;
}

export interface Scopes {
  readonly scopeOf: ScopeOf;
  /** Names that nothing has. */
  readonly problems: readonly QueryProblem[];
}

/** Mailboxes by path, by the last part of it, by use (`sent`, `junk`) or id; accounts by address, the part before its @, name or id. */
export function scopesOf(query: Query, mailboxes: readonly MailboxState[], accounts: readonly Named[]): Scopes {
  const problems: QueryProblem[] = [];
  const known = new Map<string, ReadonlySet<number>>();
  for (const condition of conditionsOf(query)) {
    if (condition.kind !== 'mailbox' && condition.kind !== 'account') continue;
    const names = condition.kind === 'mailbox' ? mailboxNames : accountNames(accounts);
    const wanted = fold(condition.name);
    const numbers = mailboxes
      .filter((state) => names(state).some((name) => fold(name) === wanted))
      .map(({ number }) => number);
    if (numbers.length === 0) problems.push({ code: 'search.badValue', ...condition.span });
    known.set(`${condition.kind} ${condition.name}`, new Set(numbers));
  }
  return { problems, scopeOf: ({ kind, name }) => known.get(`${kind} ${name}`) ?? new Set() };
}

function mailboxNames({ id, path, name, specialUse }: MailboxState): readonly (string | MailboxId)[] {
  return [id, path, name, ...(specialUse ? [specialUse] : [])];
}

function accountNames(accounts: readonly Named[]): (state: MailboxState) => readonly string[] {
  return ({ account }) => {
    const config = accounts.find(({ id }) => id === account)?.config;
    return config
      ? [account, config.label ?? '', config.address, config.address.split('@')[0] ?? '', config.name]
      : [account];
  };
}
