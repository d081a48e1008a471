import {
  EventEmitter,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  window,
} from 'vscode';
import { type Disposable, DisposableList } from '../base/dispose.ts';
import { MailError } from '../base/errors.ts';
import type { EngineConnection } from '../host/engineConnection.ts';
import { describeError } from '../host/errorNotice.ts';
import type { AccountItem, MailboxItem } from '../host/items.ts';
import { plural, type Translate } from '../texts/translate.ts';
import { viewTexts } from '../texts/views.ts';
import type { Formats } from './formats.ts';
import {
  accountIcon,
  accountName,
  accountStateText,
  hasChildren,
  isQuietState,
  type MailboxNode,
  type MarkedItem,
  mailboxChildren,
  mailboxIcon,
  mailboxName,
  nodeId,
  type ProblemItem,
  parentOf,
  sendsOnly,
} from './mailboxTree.ts';
import type { MailState } from './mailState.ts';
import { plainMarkdownLines } from './plainMarkdown.ts';

export interface MailboxesOptions {
  readonly engine: Pick<EngineConnection, 'failure' | 'state'>;
  readonly state: MailState;
  readonly formats: Formats;
  readonly t: Translate;
}

/** The Mailboxes view: accounts with their folders, or the one row that says why there are none to show. */
export class MailboxesView implements TreeDataProvider<MailboxNode>, Disposable {
  readonly #options: MailboxesOptions;
  readonly #changed = new EventEmitter<undefined>();
  readonly #resources = new DisposableList();
  readonly #view: TreeView<MailboxNode>;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(options: MailboxesOptions) {
    this.#options = options;
    this.#resources.add(this.#changed);
    this.#view = this.#resources.add(window.createTreeView('mailroom.mailboxes', { treeDataProvider: this }));
    this.#resources.add(options.state.onChanged(() => this.#refresh()));
  }

  get selected(): readonly MailboxNode[] {
    return this.#view.selection;
  }

  /** Stays pending until the engine has answered or failed: an empty answer would flash the welcome. */
  async getChildren(parent?: MailboxNode): Promise<MailboxNode[]> {
    const { state, engine } = this.#options;
    if (!parent && engine.failure && !state.snapshot) return [problem(engine.failure)];
    try {
      const snapshot = await state.load();
      const rows = mailboxChildren(snapshot, parent);
      return !parent && engine.failure ? [problem(engine.failure), ...rows] : [...rows];
    } catch (error) {
      return [problem(error)];
    }
  }

  getParent(node: MailboxNode): MailboxNode | undefined {
    const { snapshot } = this.#options.state;
    return snapshot && parentOf(snapshot, node);
  }

  getTreeItem(node: MailboxNode): TreeItem {
    const item = this.#itemFor(node);
    item.id = nodeId(node);
    return item;
  }

  /** The row of a mailbox is selected when the view can be seen; a hidden one is not brought up for it. */
  async select(node: MailboxNode): Promise<void> {
    if (this.#view.visible) await this.#view.reveal(node, { select: true, focus: false });
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #refresh(): void {
    const { state, t } = this.#options;
    const unread = state.unreadInInboxes;
    this.#view.badge = unread > 0 ? { value: unread, tooltip: plural(t, viewTexts.badge, unread) } : undefined;
    this.#changed.fire(undefined);
  }

  #itemFor(node: MailboxNode): TreeItem {
    if (node.kind === 'account') return this.#accountItem(node);
    if (node.kind === 'marked') return this.#markedItem(node);
    return node.kind === 'mailbox' ? this.#mailboxItem(node) : this.#problemItem(node);
  }

  #accountItem({ account }: AccountItem): TreeItem {
    const { t, formats } = this.#options;
    const name = accountName(account);
    const stateText = accountStateText(t, formats, account);
    const isSender = sendsOnly(account);
    const item = new TreeItem(name, isSender ? TreeItemCollapsibleState.None : TreeItemCollapsibleState.Expanded);
    item.iconPath = new ThemeIcon(accountIcon(account), accountColor(account.state));
    item.description = isQuietState(account.state) && !isSender ? '' : stateText;
    item.contextValue = `account.${isSender ? 'sendsOnly' : account.state}`;
    item.tooltip = plainTooltip([
      name === account.config.address ? name : `${name} · ${account.config.address}`,
      stateText,
    ]);
    item.accessibilityInformation = { label: t(viewTexts.accountLabel, { name, state: stateText }) };
    return item;
  }

  #mailboxItem(node: MailboxItem): TreeItem {
    const { t, formats, state } = this.#options;
    const { mailbox } = node;
    const name = mailboxName(t, mailbox);
    const below = state.snapshot && hasChildren(state.snapshot, mailbox);
    const item = new TreeItem(name, below ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None);
    const unread = plural(t, viewTexts.unreadCount, mailbox.unread);
    item.iconPath = new ThemeIcon(mailboxIcon(mailbox));
    item.description = mailbox.unread > 0 ? String(mailbox.unread) : '';
    item.contextValue = `mailbox.${mailbox.specialUse ?? (mailbox.selectable ? 'folder' : 'branch')}`;
    const size = mailbox.bytes ? `, ${formats.size(mailbox.bytes)}` : '';
    item.tooltip = plainTooltip([
      mailbox.path,
      `${plural(t, viewTexts.messageCount, mailbox.total)}, ${unread}${size}`,
    ]);
    item.accessibilityInformation = { label: mailbox.unread > 0 ? t(viewTexts.mailboxLabel, { name, unread }) : name };
    if (mailbox.selectable) item.command = { command: 'mailroom.openMailbox', title: name, arguments: [node] };
    return item;
  }

  #markedItem({ mailbox }: MarkedItem): TreeItem {
    const { t } = this.#options;
    const label = plural(t, viewTexts.marked, mailbox.marked);
    const action = t(viewTexts.markedRemove);
    const item = new TreeItem(label);
    item.iconPath = new ThemeIcon('trash');
    item.description = action;
    item.tooltip = plainTooltip([`${label} · ${action}`]);
    item.contextValue = 'marked';
    item.accessibilityInformation = { label: `${label}, ${action}` };
    item.command = { command: 'mailroom.removeMarked', title: action, arguments: [{ kind: 'mailbox', mailbox }] };
    return item;
  }

  #problemItem({ failure, account }: ProblemItem): TreeItem {
    const { t } = this.#options;
    const { sentence, mends, code } = describeError(t, failure);
    const item = new TreeItem(sentence);
    item.iconPath = new ThemeIcon('error', new ThemeColor('problemsErrorIcon.foreground'));
    item.tooltip = plainTooltip([sentence]);
    item.contextValue = `problem.${code}`;
    item.accessibilityInformation = { label: sentence };
    item.command = {
      command: 'mailroom.showProblem',
      title: mends[0]?.label ?? sentence,
      arguments: [{ failure, account }],
    };
    return item;
  }
}

function problem(error: unknown): ProblemItem {
  const failure = error instanceof MailError ? error : new MailError('internal', { cause: error });
  return { kind: 'problem', id: `engine/${failure.code}`, failure, account: undefined };
}

function accountColor(state: string): ThemeColor | undefined {
  if (state === 'needsSignIn') return new ThemeColor('problemsWarningIcon.foreground');
  return state === 'error' ? new ThemeColor('problemsErrorIcon.foreground') : undefined;
}

/** Lines of plain text as they stand: text that came from a server is never read as Markdown. */
export function plainTooltip(lines: readonly string[]): MarkdownString {
  const tooltip = new MarkdownString(plainMarkdownLines(lines));
  tooltip.isTrusted = false;
  tooltip.supportHtml = false;
  tooltip.supportThemeIcons = false;
  return tooltip;
}
