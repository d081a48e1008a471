/** What a fresh VS Code finds on disk before its first start: settings, and the display language. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type Settings = Readonly<Record<string, unknown>>;

/** No welcome page, no questions, nothing that looks outside: what is on the screen is ours and VS Code's own frame. */
export const QUIET_SETTINGS: Settings = {
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'security.workspace.trust.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.colorTheme': 'Default Light Modern',
  'workbench.enableExperiments': false,
  'window.commandCenter': false,
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  // As on the desktop.
  'files.autoSave': 'off',
  'breadcrumbs.enabled': false,
  'editor.minimap.enabled': false,
};

export async function writeUserSettings(userDataDir: string, settings: Settings): Promise<void> {
  const machine = Object.fromEntries(Object.entries(settings).filter(([name]) => MACHINE_SETTINGS.has(name)));
  // The desktop has all of them in one place; a window on a remote takes those of the machine from that machine.
  for (const [place, content] of Object.entries({ User: { ...QUIET_SETTINGS, ...settings }, Machine: machine })) {
    const folder = join(userDataDir, place);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'settings.json'), JSON.stringify(content, null, 2));
  }
}

/** Settings of scope `machine` that tests give. */
const MACHINE_SETTINGS: ReadonlySet<string> = new Set(['mailroom.engine.node', 'mailroom.drafts.folder']);

export type DisplayLanguage = 'en' | 'zh-cn';

/**
 * Makes VS Code speak another language as far as extensions can tell: `vscode.env.language`, package.nls and l10n
 * bundles. The language pack is a stub of ours with no words in it, so VS Code's own texts stay English.
 */
export async function installLanguage(
  folders: { readonly userDataDir: string; readonly extensionsDir: string },
  language: Exclude<DisplayLanguage, 'en'>,
): Promise<void> {
  const id = `mailroom-tests.language-pack-${language}`;
  const folder = join(folders.extensionsDir, `${id}-1.0.0`);
  const translations = join(folder, 'main.i18n.json');
  await mkdir(folder, { recursive: true });
  await writeFile(translations, JSON.stringify({ version: '1.0.0', contents: {} }));
  const manifest = {
    ...{
      name: `language-pack-${language}`,
      publisher: 'mailroom-tests',
      version: '1.0.0',
      engines: { vscode: '^1.100.0' },
    },
    contributes: {
      localizations: [
        { languageId: language, languageName: language, translations: [{ id: 'vscode', path: './main.i18n.json' }] },
      ],
    },
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  const known = {
    [language]: {
      ...{ hash: 'mailroom-tests', label: language, translations: { vscode: translations } },
      extensions: [{ extensionIdentifier: { id }, version: '1.0.0' }],
    },
  };
  await mkdir(folders.userDataDir, { recursive: true });
  await writeFile(join(folders.userDataDir, 'languagepacks.json'), JSON.stringify(known));
}
