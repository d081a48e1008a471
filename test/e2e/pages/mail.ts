/** The trees of the Mail view as people use them together. */
import { waitFor } from '../../support/waitFor.ts';
import { SCREEN_TIMEOUT_MS, type Workbench } from './workbench.ts';

/** Shows a mailbox of an account in Messages. Two accounts have mailboxes of the same name: the others are folded. */
export async function selectMailbox(workbench: Workbench, mailbox: string, account: string): Promise<void> {
  const mailboxes = workbench.tree('Mailboxes');
  const accounts = mailboxes.pane.getByRole('treeitem').and(workbench.page.locator('[aria-level="1"]'));
  await mailboxes.row(/@/).waitFor({ timeout: 60_000 });
  await mailboxes.pane.locator('.pane-body').hover();
  await workbench.page.mouse.wheel(0, -10_000);
  await waitFor(
    async () => {
      const unfolded = accounts.filter({ hasNotText: account }).and(workbench.page.locator('[aria-expanded="true"]'));
      if ((await unfolded.count()) > 0) await unfolded.first().locator('.monaco-tl-twistie').click({ timeout: 1_000 });
      return (await unfolded.count()) === 0 && (await mailboxes.row(account).count()) > 0;
    },
    { what: `the account ${account} alone unfolded` },
  );
  await mailboxes.expand(account);
  await mailboxes.row(mailbox).click();
  await workbench.tree('Messages').pane.getByText(`${mailbox} · ${account}`).waitFor();
}

/** Searches in Messages for some words. */
export async function searchMail(
  workbench: Workbench,
  query: string,
  { withinMs = SCREEN_TIMEOUT_MS }: { readonly withinMs?: number } = {},
): Promise<void> {
  await workbench.runCommand('Mail: Search Mail');
  await workbench.answer('has:attachment', query);
  await workbench.tree('Messages').pane.getByText(`Search: ${query}`).waitFor({ timeout: withinMs });
}
