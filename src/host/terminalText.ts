import { commands, env, window } from 'vscode';

export interface TerminalText {
  /** The terminal's name. */
  readonly name: string;
  /** Without colours; empty: there was nothing. */
  readonly text: string;
}

/**
 * What a person means by the terminal in front: what is selected in it, else its last command with what that wrote, else
 * all of it. VS Code hands a terminal's text out over the clipboard alone; its text is put back. Undefined without a terminal.
 */
export async function terminalText(): Promise<TerminalText | undefined> {
  const terminal = window.activeTerminal;
  if (!terminal) return undefined;
  const before = await env.clipboard.readText();
  try {
    const selected = await copied('copySelection');
    // Known only where the shell tells VS Code of its commands.
    const last =
      selected || !terminal.shellIntegration ? selected : await copied('copyLastCommandAndLastCommandOutput');
    return { name: terminal.name, text: last || (await everything()) };
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
