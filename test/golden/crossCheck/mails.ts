import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Collected mails beside the project, never inside it. What unit tests need to run alone is elsewhere. */
export const corporaFolder = join(import.meta.dirname, '../../../../shared/corpora/eml');

export const hasCorpora = existsSync(corporaFolder);

export interface CollectedMail {
  /** Path below the folder of the collections. */
  readonly file: string;
  readonly bytes: Buffer;
}

/** Larger ones are read, but not judged: three readers in memory at once are enough. */
const judgedMaxBytes = 500_000;

/** Every file that is one mail: it begins like a header, and is neither a mailbox of many nor what a reader said of a mail. */
export function collectedMails(): CollectedMail[] {
  return globSync('**/*.{eml,msg,raw,mbox,txt,golden}', { cwd: corporaFolder })
    .filter((file) => !file.startsWith('mailcore2/summary/output/') && !file.endsWith('summary.txt'))
    .sort()
    .map((file) => ({ file, bytes: readFileSync(join(corporaFolder, file)) }))
    .filter(({ bytes }) => bytes.length <= judgedMaxBytes && isOneMail(bytes));
}

function isOneMail(bytes: Buffer): boolean {
  const text = bytes.toString('latin1');
  if (!/^(?:\xef\xbb\xbf)?(?:>?From |[!-9;-~]+[ \t]*:)/.test(text)) return false;
  return (text.match(/^From .*\d\d:\d\d/gm) ?? []).length < 2;
}
