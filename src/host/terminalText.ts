import { commands, env, window } from 'vscode';

export interface TerminalText {
  /** The terminal's name. */
  readonly name: string;
  /** Without colours; empty: there was nothing. */
  readonly text: string;
}

/**
 * The terminal in front: `selection`, what is selected in it; `output`, its last command with what that wrote, or all of
 * it where the shell does not tell VS Code of its commands. VS Code hands a terminal's text out over the clipboard alone,
 * whose text is put back. Undefined without a terminal.
 */
export async function terminalText(part: 'selection' | 'output'): Promise<TerminalText | undefined> {
  const terminal = window.activeTerminal;
  if (!terminal) return undefined;
  const { name } = terminal;
  const before = await env.clipboard.readText();
  try {
    if (part === 'selection') return { name, text: await copied('copySelection') };
    const last = terminal.shellIntegration ? await copied('copyLastCommandAndLastCommandOutput') : '';
    return { name, text: last || (await everything()) };
  } finally {
    await env.clipboard.writeText(before);
  }
}

async function everything(): Promise<string> {
  await commands.executeCommand('workbench.action.terminal.selectAll');
  const text = await copied('copySelection');
  await commands.executeCommand('workbench.action.terminal.clearSelection');
  return text;
}

/** What a command of the terminal copies; empty where it copies nothing. */
async function copied(command: string): Promise<string> {
  await env.clipboard.writeText('');
  await commands.executeCommand(`workbench.action.terminal.${command}`);
  return (await env.clipboard.readText()).trimEnd();
}
