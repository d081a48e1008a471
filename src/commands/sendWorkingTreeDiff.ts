import { diffChoices } from '../drafts/diffChoices.ts';
import { uriInFront } from '../drafts/draftDocuments.ts';
import { isInside, lastName } from '../drafts/fileReferences.ts';
import { defineCommand } from '../host/command.ts';
import { type WorkingTree, workingTrees } from '../host/workingTrees.ts';
import { sendShownTexts } from '../texts/sendShown.ts';
import type { Context } from './context.ts';

/** Starts a mail with what is changed in a repository and not committed: as plain text that applies, or as a file. */
export const sendWorkingTreeDiff = defineCommand<Context>({
  id: 'mailroom.sendWorkingTreeDiff',
  async run(context) {
    const { drafts, notify, ask, t } = context;
    const trees = await workingTrees();
    if (trees.length === 0) return notify.info(t(sendShownTexts.noRepository));
    const tree = await chosenTree(trees, context);
    if (!tree) return;
    const repository = lastName(tree.root);
    const diffs = { unstaged: await tree.diff({ staged: false }), staged: await tree.diff({ staged: true }) };
    const choices = diffChoices(diffs, t);
    if (choices.length === 0) return notify.info(t(sendShownTexts.noChanges, { repository }));
    const chosen = await ask.pick(choices, { title: t(sendShownTexts.howToSend, { repository }) });
    if (!chosen) return;
    const { branch } = tree;
    const subject = branch
      ? t(sendShownTexts.diffSubjectBranch, { repository, branch })
      : t(sendShownTexts.diffSubject, { repository });
    if (chosen.inText) return drafts.compose({ kind: 'new', subject, format: 'plain', body: `\n\n${chosen.diff}` });
    const name = `${[repository, branch].filter((part) => part !== '').join('-')}.patch`;
    await drafts.compose({ kind: 'new', subject }, { files: [await drafts.keepBuffer(name, chosen.diff)] });
  },
});

/** The one that the file in front belongs to, else the only one, else the one that the person names. */
async function chosenTree(
  trees: readonly WorkingTree[],
  { ask, t }: Pick<Context, 'ask' | 't'>,
): Promise<WorkingTree | undefined> {
  const front = uriInFront() ?? '';
  const around = trees
    .filter(({ root }) => isInside(root, front))
    .sort((one, other) => other.root.length - one.root.length);
  const known = around[0] ?? (trees.length === 1 ? trees[0] : undefined);
  if (known) return known;
  const choices = trees.map((tree) => ({ label: lastName(tree.root), description: tree.branch, value: tree }));
  return ask.pick(choices, { title: t(sendShownTexts.whichRepository) });
}
