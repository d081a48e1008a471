import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Clock } from '../../../src/base/clock.ts';
import type { Disposable } from '../../../src/base/dispose.ts';
import { coalesce, treeRefreshEveryMs } from '../../../src/views/coalesce.ts';
import { showTitle, type TreeTitle } from '../../../src/views/treeTitle.ts';
import { virtualClock } from '../../support/virtualClock.ts';

/** How VS Code passes changes of a tree on: the first at once, then none before 200 ms without another. */
function editorTree(clock: Clock) {
  const start = clock.now();
  const refreshes: number[] = [];
  let timer: Disposable | undefined;
  let waiting = false;
  const quiet = () => {
    timer = undefined;
    if (waiting) refreshes.push(clock.now() - start);
    waiting = false;
  };
  const change = (isTree: boolean) => {
    if (timer) waiting ||= isTree;
    else if (isTree) refreshes.push(clock.now() - start);
    timer?.dispose();
    timer = clock.after(200, quiet);
  };
  let shown: TreeTitle = { description: '', message: '' };
  const title = {
    get description() {
      return shown.description;
    },
    set description(description: string) {
      shown = { ...shown, description };
    },
    get message() {
      return shown.message;
    },
    set message(message: string) {
      shown = { ...shown, message };
      change(false);
    },
  };
  return { refreshes, title, refresh: () => change(true) };
}

describe('refreshing a tree', () => {
  test('B03 the first change shows at once, a hundred within a second in a few refreshes and while they last', async () => {
    const clock = virtualClock();
    const tree = editorTree(clock);
    const refresh = coalesce(clock, treeRefreshEveryMs, tree.refresh);
    for (let change = 0; change < 100; change++) {
      refresh.call();
      await clock.advance(10);
    }
    await clock.advance(1_000);
    assert.deepEqual(tree.refreshes, [0, 250, 500, 750, 1_000]);
    refresh.dispose();
  });

  test('B03 the last change is never lost, and none is made up', async () => {
    const clock = virtualClock();
    let refreshes = 0;
    const refresh = coalesce(clock, treeRefreshEveryMs, () => refreshes++);
    refresh.call();
    refresh.call();
    await clock.advance(10_000);
    assert.equal(refreshes, 2);
    refresh.call();
    assert.equal(refreshes, 3, 'after a rest the next is at once again');
    refresh.call();
    refresh.dispose();
    await clock.advance(10_000);
    assert.equal(refreshes, 3, 'nothing runs after the end');
    assert.equal(clock.pending, 0);
  });

  test('B03 a title that stays the same does not hold the rows back', async () => {
    const clock = virtualClock();
    const tree = editorTree(clock);
    const title = { description: 'Inbox', message: 'Nothing here' };
    showTitle(tree.title, title);
    await clock.advance(1_000);
    showTitle(tree.title, title);
    tree.refresh();
    assert.deepEqual(tree.refreshes, [1_000]);
    await clock.advance(1_000);
    showTitle(tree.title, { description: 'Inbox', message: '' });
    assert.deepEqual([tree.title.description, tree.title.message], ['Inbox', '']);
  });
});
