/** The packaged extension as it comes out of the .vsix, in a VS Code that has never seen it. */
import { test } from 'node:test';
import { withVscode } from './harness/world.ts';
import { picture } from './pages/screenshots.ts';

test('M11 the packaged extension installs into VS Code and shows its views', async (context) => {
  await withVscode(context, {}, async ({ workbench }) => {
    await workbench.openMailView();
    await workbench.tree('Mailboxes').pane.waitFor();
    await workbench.tree('Local Server').pane.waitFor();
  });
});

test('M03 without an account the view says so and offers two ways on', async (context) => {
  await withVscode(context, {}, async ({ workbench }) => {
    await workbench.openMailView();
    const { welcome } = workbench.tree('Mailboxes');
    await welcome.getByText('There is no mail account yet.').waitFor();
    await welcome.getByRole('button', { name: 'Add Account' }).waitFor();
    await welcome.getByRole('button', { name: 'Try It with the Local Server' }).waitFor();
    // What means nothing without an account is not there without one.
    await workbench.tree('Messages').pane.waitFor({ state: 'detached' });
    await picture(workbench.page, 'first-run');
  });
});

test('M01 in a Chinese VS Code the views and commands are Chinese', async (context) => {
  await withVscode(context, { language: 'zh-cn', container: '邮件' }, async ({ workbench }) => {
    await workbench.runCommand('邮件: 打开邮件');
    await workbench.tree('邮箱').pane.waitFor();
    await workbench.tree('本地服务器').pane.waitFor();
    await picture(workbench.page, 'first-run-zh-cn');
  });
});
