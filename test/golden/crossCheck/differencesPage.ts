import type { Difference, KnownDifference } from './knownDifferences.ts';
import { peers } from './readers.ts';

export interface CrossCheck {
  readonly mails: number;
  /** Fields of mails that a peer gave an answer for. */
  readonly compared: number;
  readonly explained: ReadonlyMap<KnownDifference, readonly Difference[]>;
}

/** docs/parse-differences.md. */
export function differencesPage({ mails, compared, explained }: CrossCheck): string {
  const all = [...explained.values()].flat();
  const of = (blame: KnownDifference['blame']) =>
    new Set(
      [...explained].filter(([known]) => known.blame === blame).flatMap(([, list]) => list.map(({ file }) => file)),
    ).size;
  const rows = [...explained].map(([{ theirs, ours, why }, list]) => {
    const files = [...new Set(list.map(({ file }) => file))];
    const names = files.slice(0, 3).map((file) => `\`${file.split('/').at(-1)}\``);
    const counts = peers.map((peer) => list.filter((one) => one.peer === peer).length).join(' / ');
    return `| ${theirs} | ${ours} | ${why} | ${counts} | ${names.join(', ')}${files.length > 3 ? `, ${files.length - 3} more` : ''} |`;
  });
  return `# Where our reading of mail differs from others'

Written by \`UPDATE_GOLDEN=1\` from \`test/golden/crossCheck.test.ts\`, which fails for a difference without a row here.

${grouped(mails)} collected mails under 500 KB were read by Python 3's \`email\` (policy \`default\`), by mailparser, by postal-mime and by
\`src/mail/mime\`. Compared were from, to, subject, date, text, and names and bytes of attachments: ${grouped(compared)} answers, of which
${grouped(compared - all.length)} are the same. Not compared: blanks, quote marks and line ends of text, the end of files that are white space, and
the names that we give to enclosed messages without one. Mails with a difference that is theirs: ${of('theirs')}; a matter of taste: ${of('nobody')}; ours to blame: ${of('ours')}.

| theirs | ours | why | Python / mailparser / postal-mime | mails |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
