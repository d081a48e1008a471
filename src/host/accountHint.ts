import type { Memento } from 'vscode';

const key = 'accountCount';

/** Whether this window has seen accounts: known without asking the engine, which then need not start for nobody. */
export interface AccountHint {
  readonly hasAccounts: boolean;
  remember(count: number): void;
}

export function createAccountHint(memory: Memento): AccountHint {
  return {
    get hasAccounts() {
      return memory.get<number>(key, 0) > 0;
    },
    remember(count) {
      if (memory.get<number>(key, 0) !== count) void memory.update(key, count);
    },
  };
}
