/** A mail made of what the window shows, in two steps: changes of a repository, a terminal, a notebook. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../support/childProcess.ts';
import { waitFor } from '../support/waitFor.ts';
import { withVscode } from './harness/world.ts';
import { dropFile, openFile, pasteFile, textEditor, typeInEditor, visibleText } from './pages/editor.ts';
import { picture } from './pages/screenshots.ts';
import { webview } from './pages/webview.ts';
import type { Workbench } from './pages/workbench.ts';

const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const notebook = JSON.stringify({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { language_info: { name: 'python' } },
  cells: [
    { id: 'a', cell_type: 'markdown', metadata: {}, source: ['# Findings\n', 'All is **well**.'] },
    {
      id: 'b',
      cell_type: 'code',
      metadata: {},
      execution_count: 1,
      source: ['print(6 * 7)'],
      outputs: [
        { output_type: 'stream', name: 'stdout', text: ['42\n'] },
        { output_type: 'display_data', metadata: {}, data: { 'image/png': dot, 'text/plain': ['<Figure>'] } },
      ],
    },
  ],
});

/** What the draft in front says, from its subject on; closes it. */
async function draftText(workbench: Workbench, subject: string): Promise<string> {
  await textEditor(workbench).getByText(subject).first().waitFor();
  return visibleText(workbench);
}

async function shows(workbench: Workbench, pattern: RegExp): Promise<void> {
  await waitFor(async () => pattern.test(await visibleText(workbench)), { what: `${pattern} in the draft` });
}

test('E05 E10 the changes of a repository, what a terminal wrote and a notebook become drafts; a picture is pasted into one, a file dropped', async (context) => {
  const files = { 'a.c': 'int a;\n', 'plan.ipynb': notebook };
  await withVscode(context, { files, settings: { 'git.enabled': true } }, async (world) => {
    const { workbench, workspace } = world;
    const { page } = workbench;
    const git = async (...args: string[]) => {
      const { code, stderr } = await run('git', [
        '-C',
        workspace,
        '-c',
        'user.name=A',
        '-c',
        'user.email=a@x.test',
        ...args,
      ]);
      assert.equal(code, 0, stderr);
    };
    await git('init', '-q', '-b', 'main');
    await git('add', 'a.c');
    await git('commit', '-q', '-m', 'one');
    await workbench.openMailView();
    await workbench.tree('Mailboxes').welcome.getByRole('button', { name: 'Try It with the Local Server' }).click();
    await workbench.tree('Mailboxes').row('alex@mailroom.test').waitFor({ timeout: 60_000 });
    await world.reload();

    await openFile(workbench, 'a.c');
    await typeInEditor(workbench, '// why\n');
    await workbench.ctrl('S');
    await page.locator('.tab.dirty').waitFor({ state: 'detached' });
    await waitFor(
      async () => {
        await workbench.runCommand('Mail: Send Working Tree Diff');
        await page.locator('.quick-input-list').getByText('in the text').waitFor({ timeout: 5_000 });
        return true;
      },
      { what: 'the changes to be offered', timeoutMs: 60_000 },
    );
    await picture(page, 'send-diff');
    await page.keyboard.press('Enter');
    const diff = await draftText(workbench, 'Changes in ');
    assert.match(diff, /^format: plain$/m);
    assert.match(diff, /^\+\/\/ why$/m);

    await workbench.runCommand('Terminal: Create New Terminal');
    const terminal = page.locator('.terminal-wrapper.active');
    await terminal.waitFor();
    await page.waitForTimeout(1_500); // The shell's first prompt.
    await page.keyboard.type('echo fourty-$((6*7))');
    await page.keyboard.press('Enter');
    await page.waitForTimeout(1_000); // The shell answers.
    await waitFor(
      async () => {
        await workbench.runCommand('Mail: Send Terminal Output');
        return (await draftText(workbench, 'Terminal: ')).includes('fourty-42');
      },
      { what: 'a draft with what the terminal wrote' },
    );
    await workbench.runCommand('Terminal: Select All');
    await workbench.runCommand('Mail: Send Terminal Selection');
    await workbench.tab('terminal-bash-2.mail.md').waitFor();
    assert.match(await draftText(workbench, 'Terminal: '), /fourty-42/);
    assert.equal(await page.getByText('no selection to copy').count(), 0);

    await openFile(workbench, 'plan.ipynb');
    await page.locator('.notebookOverlay').getByText('print(6 * 7)').first().waitFor();
    await workbench.runCommand('Mail: Send Notebook');
    const shown = await draftText(workbench, 'plan.ipynb');
    assert.match(shown, /^# Findings$/m);
    assert.match(shown, /^```python\nprint\(6 \* 7\)\n```$/m);
    assert.match(shown, /^```\n42\n```$/m);
    assert.match(shown, /^!\[output\]\(\/[^)]*output-1\.png\)/m); // The editor breaks the line at its edge.

    // Into that draft: a picture from the clipboard, a file from the desktop.
    await textEditor(workbench).getByText('# Findings').click();
    await page.keyboard.press('End');
    await pasteFile(workbench, { name: 'image.png', type: 'image/png', base64: dot });
    await shows(workbench, /!\[picture\]\(\/[^)]*image\.png\)/);
    await dropFile(workbench, { name: 'notes one.txt', type: 'text/plain', base64: btoa('noted\n') }, '# Findings');
    await shows(workbench, /^attach: [^:]*notes\s?one\.\s?txt/m);
    await picture(page, 'send-dropped');

    await workbench.runCommand('Mail: Preview Draft');
    await webview(workbench).locator('.files').getByText('notes one.txt').waitFor();
    const images = webview(workbench).frameLocator('.paper iframe').locator('img');
    const widths = () => images.evaluateAll((all) => all.map((each) => (each as HTMLImageElement).naturalWidth));
    await waitFor(async () => (await widths()).join() === '1,1', { what: 'both pictures' });
    await picture(page, 'send-notebook');
  });
});
