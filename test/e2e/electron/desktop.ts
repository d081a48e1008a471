/** Desktop VS Code for the same end-to-end tests, where one can be had. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { projectRoot } from '../../support/projectRoot.ts';

export interface DesktopVscode {
  readonly executable: string;
}

/** The release the tests are written against; the browser suite runs the same one. */
const VERSION = '1.139.1';

/**
 * Finds or downloads it. A sentence instead when that is not possible: no display, or no way to the download server.
 * `MAILROOM_DESKTOP_VSCODE` names a program to use.
 */
export async function desktopVscode(): Promise<DesktopVscode | string> {
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    return 'desktop VS Code needs a display (DISPLAY is not set; `xvfb-run -a npm run test:electron` brings one).';
  }
  const given = process.env['MAILROOM_DESKTOP_VSCODE'];
  if (given) return existsSync(given) ? { executable: given } : `${given} is not there.`;
  try {
    const cachePath = join(projectRoot, '.vscode-test/desktop');
    return { executable: await downloadAndUnzipVSCode({ version: VERSION, cachePath, timeout: 20_000 }) };
  } catch (error) {
    return `desktop VS Code ${VERSION} cannot be downloaded here (${error instanceof Error ? error.message : error}).`;
  }
}
