import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { repositoryOf } from '../../../src/drafts/gitFolder.ts';

/** Files by URI; what ends in a slash is a folder. */
function filesOf(tree: { readonly [uri: string]: string }) {
  return {
    async stat(uri: string) {
      const isFolder = Object.keys(tree).some((key) => key.startsWith(`${uri}/`));
      return isFolder || uri in tree ? { isFolder, size: 0, modifiedAt: 0 } : undefined;
    },
    async readText(uri: string) {
      const text = tree[uri];
      if (text === undefined) throw new Error(uri);
      return text;
    },
  };
}

describe('the repository of a folder', () => {
  test('E08 its name by the remote, its branch by HEAD, from a folder inside', async () => {
    const files = filesOf({
      'file:///w/app/.git/HEAD': 'ref: refs/heads/feature/one\n',
      'file:///w/app/.git/config':
        '[core]\n\tbare = false\n[remote "fork"]\n\turl = https://x/fork.git\n[remote "origin"]\n\tfetch = +refs\n\turl = git@host.test:team/tool.git\n[branch "main"]\n',
    });
    assert.deepEqual(await repositoryOf(files, 'file:///w/app/src/deep/'), {
      repository: 'tool',
      branch: 'feature/one',
    });
  });

  test('E08 without a remote the folder’s name; a detached HEAD has no branch', async () => {
    const files = filesOf({ 'file:///w/my%20app/.git/HEAD': '0123456789\n' });
    assert.deepEqual(await repositoryOf(files, 'file:///w/my%20app'), { repository: 'my app', branch: '' });
  });

  test('E08 a work tree of its own', async () => {
    const files = filesOf({
      'file:///w/tree/.git': 'gitdir: /w/app/.git/worktrees/tree\n',
      'file:///w/app/.git/worktrees/tree/HEAD': 'ref: refs/heads/fix\n',
      'file:///w/app/.git/worktrees/tree/commondir': '../..\n',
      'file:///w/app/.git/config': '[remote "origin"]\n\turl = https://host.test/team/tool\n',
    });
    assert.deepEqual(await repositoryOf(files, 'file:///w/tree'), { repository: 'tool', branch: 'fix' });
  });

  test('E08 no repository, no names', async () => {
    assert.deepEqual(await repositoryOf(filesOf({}), 'file:///w/app'), { repository: '', branch: '' });
  });
});
