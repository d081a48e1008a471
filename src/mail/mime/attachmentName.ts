import { Buffer } from 'node:buffer';
import { fileNameMaxBytes } from './readLimits.ts';

/**
 * A name that is safe to make a file of, on any system: no folders, no control or bidi characters, none of Windows'
 * reserved names or characters, no leading dots or trailing dots and blanks, at most {@link fileNameMaxBytes} bytes with
 * the extension kept. Never empty.
 */
export function safeFileName(name: string, otherwise = 'attachment'): string {
  let text = lastComponent(name)
    .normalize('NFC')
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, '')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff]/g, '')
    .replace(/[<>:"/\\|?*]/g, '_')
    .replace(/^[.\s]+/, '')
    .replace(/[.\s]+$/, '');
  text = text.isWellFormed() ? text : text.toWellFormed();
  if (/^(con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(\.|$)/i.test(text)) text = `_${text}`;
  return text === '' ? otherwise : shorten(text);
}

/** What follows the last separator of either system: `..\..\etc/passwd` is `passwd`. */
export function lastComponent(name: string): string {
  return name.split(/[/\\]/).findLast((piece) => piece.trim() !== '') ?? '';
}

/** True for kinds that run code when opened: programs, scripts, shortcuts, installers, macro documents. */
export function isExecutableName(name: string): boolean {
  const extension = /\.([^.\s]+)[.\s]*$/.exec(safeFileName(name))?.[1]?.toLowerCase() ?? '';
  return executableExtensions.has(extension);
}

const executableExtensions: ReadonlySet<string> = new Set(
  (
    'ade adp apk app appimage appinstaller appx appxbundle bash bat bin cab chm cmd com command cpl csh deb desktop dll ' +
    'dmg docm dotm exe fish gadget hlp hta inf ins iso img jar jnlp js jse ksh lnk mde msc msh msi msix msp mst osx pif pkg ' +
    'pl potm ppam ppsm pptm prg ps1 ps1xml ps2 psc1 psm1 py pyc pyw rb reg rpm run scf scpt scr sct sh shb shs sldm ' +
    'sys terminal tool url vb vbe vbs vhd vhdx ws wsc wsf wsh workflow xbap xlam xll xlsm xltm zsh'
  ).split(' '),
);

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= fileNameMaxBytes) return name;
  const extension = /\.[^.]{1,16}$/.exec(name)?.[0] ?? '';
  const room = fileNameMaxBytes - Buffer.byteLength(extension) - 3;
  let stem = '';
  let used = 0;
  for (const char of name.slice(0, name.length - extension.length)) {
    used += Buffer.byteLength(char);
    if (used > room) break;
    stem += char;
  }
  return `${stem.trimEnd()}…${extension}`;
}
