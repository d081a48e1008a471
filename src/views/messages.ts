import {
  type CancellationToken,
  EventEmitter,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  window,
} from 'vscode';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableList } from '../base/dispose.ts';
import { Emitter } from '../base/events.ts';
import type { EngineConnection } from '../host/engineConnection.ts';
import { describeError } from '../host/errorNotice.ts';
import type { MessageItem } from '../host/items.ts';
import type { ResultOf } from '../protocol/method.ts';
import { mailboxWatch } from '../protocol/methods/mailboxWatch.ts';
import type { messageSearch } from '../protocol/methods/messageSearch.ts';
import type { MailboxRecord, MessageRow } from '../protocol/records.ts';
import { plural, type Translate } from '../texts/translate.ts';
import { viewTexts } from '../texts/views.ts';
import { coalesce, treeRefreshEveryMs } from './coalesce.ts';
import { deliveryIcons } from './deliveryMarks.ts';
import type { Formats } from './formats.ts';
import { plainTooltip } from './mailboxes.ts';
import { accountName, mailboxName } from './mailboxTree.ts';
import type { MailState } from './mailState.ts';
import { markUri } from './messageMarks.ts';
import { MessageOrder } from './messageOrder.ts';
import { type GroupNode, groupChildren, type MessageNode, mailboxGroups, messageItem } from './messageRows.ts';
import { groupLabel, hasFlag, isUnread, messageText } from './messageText.ts';
import { messageTooltip } from './messageTooltip.ts';
import { searchLine } from './searchLine.ts';
import { matchedText, matchesById, type SearchMatch } from './searchMatch.ts';
import { showTitle } from './treeTitle.ts';

export interface SearchResult extends ResultOf<typeof messageSearch> {
  readonly query: string;
  /** Servers are being asked for what is not here. */
  readonly isAsking: boolean;
}

export interface MessagesOptions {
  readonly engine: EngineConnection;
  readonly state: MailState;
  readonly formats: Formats;
  readonly t: Translate;
  readonly clock: Clock;
}

/** The Messages view: one mailbox under date groups, or what a search found. */
export class MessagesView implements TreeDataProvider<MessageNode>, Disposable {
  readonly #options: MessagesOptions;
  readonly #changed = new EventEmitter<undefined>();
  readonly #sourceChanged = new Emitter<void>();
  readonly #resources = new DisposableList();
  readonly #view: TreeView<MessageNode>;
  readonly onDidChangeTreeData = this.#changed.event;
  #order: MessageOrder;
  #mailbox: MailboxRecord | undefined;
  #search: SearchResult | undefined;
  #matches: ReadonlyMap<string, SearchMatch> = new Map();

  constructor(options: MessagesOptions) {
    this.#options = options;
    this.#order = this.#newOrder();
    this.#resources.add(this.#changed);
    this.#view = this.#resources.add(
      window.createTreeView('mailroom.messages', { treeDataProvider: this, canSelectMany: true }),
    );
    const refresh = this.#resources.add(coalesce(options.clock, treeRefreshEveryMs, () => this.refresh()));
    const { engine, state } = options;
    this.#resources.add(
      engine.on('messagesChanged', ({ mailbox }) => {
        if (mailbox === this.#mailbox?.id) refresh.call();
      }),
    );
    this.#resources.add(engine.on('resync', refresh.call));
    this.#resources.add(engine.onConnected(() => this.#reconnected()));
    this.#resources.add(state.onChanged(() => this.#stateChanged()));
  }

  get selected(): readonly MessageNode[] {
    return this.#view.selection;
  }

  /** The mailbox shown, below a search result too. */
  get mailbox(): MailboxRecord | undefined {
    return this.#mailbox;
  }

  get search(): SearchResult | undefined {
    return this.#search;
  }

  /** Runs when another mailbox or a search is shown. */
  onSourceChanged(listener: () => void): Disposable {
    return this.#sourceChanged.on(listener);
  }

  /** Shows a mailbox, in place of a search too, and has it kept current. */
  showMailbox(mailbox: MailboxRecord): void {
    const same = mailbox.id === this.#mailbox?.id && !this.#search;
    this.#mailbox = mailbox;
    this.#search = undefined;
    this.#matches = new Map();
    if (!same) this.#watch();
    this.#sourceChanged.emit();
    this.refresh();
  }

  showSearch(result: SearchResult): void {
    this.#search = result;
    this.#matches = matchesById(result);
    this.#sourceChanged.emit();
    this.refresh();
  }

  /** How far the index is by now, under a search that was answered before it was whole. */
  showIndexing(indexing: SearchResult['indexing']): void {
    if (!this.#search) return;
    this.#search = { ...this.#search, indexing };
    this.#showTitle();
  }

  clearSearch(): void {
    if (!this.#search) return;
    this.#search = undefined;
    this.#matches = new Map();
    this.#sourceChanged.emit();
    this.refresh();
  }

  /** Asks again for everything shown; selection and expansion stay, because rows keep their ids. */
  refresh(): void {
    this.#order = this.#newOrder();
    this.#changed.fire(undefined); // Before the title, which would delay it: see showTitle.
    this.#showTitle();
  }

  /** The message `step` places further down the list; opens groups on the way. Undefined at the end. */
  neighbour(row: MessageRow, step: 1 | -1): Promise<MessageRow | undefined> {
    return this.#order.neighbour(row, step);
  }

  /** Selects a row, when the view can be seen. */
  async select(row: MessageRow, { focus = false }: { readonly focus?: boolean } = {}): Promise<void> {
    if (!this.#view.visible || !(await this.#order.locate(row))) return;
    await this.#view.reveal(messageItem(row), { select: true, focus });
  }

  getChildren(parent?: MessageNode): Promise<MessageNode[]> {
    return this.#order.children(parent).then((nodes) => [...nodes]);
  }

  getParent(node: MessageNode): MessageNode | undefined {
    return this.#order.parent(node);
  }

  getTreeItem(node: MessageNode): TreeItem {
    return node.kind === 'group' ? this.#groupItem(node) : this.#messageItem(node);
  }

  /** Asked when the pointer rests on a row: only then is it worth looking for what the row does not hold. */
  async resolveTreeItem(item: TreeItem, node: MessageNode, token: CancellationToken): Promise<TreeItem> {
    if (node.kind === 'group') return item;
    const { engine, state, t, formats, clock } = this.#options;
    const left = new AbortController();
    token.onCancellationRequested(() => left.abort());
    const isSent = state.mailbox(node.row.mailbox)?.specialUse === 'sent';
    const options = { t, formats, nowMs: clock.now(), isSent, signal: left.signal };
    item.tooltip = plainTooltip(await messageTooltip(engine, node.row, options));
    return item;
  }

  dispose(): void {
    this.#resources.dispose();
    this.#sourceChanged.dispose();
  }

  #newOrder(): MessageOrder {
    const { engine, clock } = this.#options;
    const mailbox = this.#mailbox;
    const search = this.#search;
    return new MessageOrder({
      top: async () => {
        if (search) return search.rows.map(messageItem);
        return mailbox ? mailboxGroups(engine, mailbox.id, clock.now()) : [];
      },
      below: (group) => groupChildren(engine, group),
    });
  }

  #watch(): void {
    const { engine } = this.#options;
    const mailbox = this.#mailbox;
    if (!mailbox) return;
    engine.call(mailboxWatch, { mailbox: mailbox.id }).catch(() => {}); // The view's own request tells the failure.
  }

  #reconnected(): void {
    this.#watch();
    this.refresh();
  }

  /** The mailbox's name, counts or its account's state may have changed; a mailbox that is gone shows nothing. */
  #stateChanged(): void {
    if (this.#mailbox) {
      const known = this.#options.state.mailbox(this.#mailbox.id);
      const gone = this.#options.state.snapshot !== undefined && known === undefined;
      this.#mailbox = gone ? undefined : (known ?? this.#mailbox);
      if (gone) {
        this.#sourceChanged.emit();
        this.refresh();
      }
    }
    this.#showTitle();
  }

  #showTitle(): void {
    const { t, state } = this.#options;
    const account = this.#mailbox && state.account(this.#mailbox.account);
    const place = this.#mailbox ? mailboxName(t, this.#mailbox) : '';
    const shown = account ? `${place} · ${accountName(account)}` : place;
    const description = this.#search ? t(viewTexts.searchFor, { query: this.#search.query }) : shown;
    showTitle(this.#view, { description, message: this.#line() });
  }

  /** The quiet line over the list. */
  #line(): string {
    const { t, state, formats, engine } = this.#options;
    if (engine.state === 'failed' && engine.failure) return describeError(t, engine.failure).sentence;
    if (this.#search) return searchLine(t, this.#search, formats);
    if (!this.#mailbox) return state.snapshot ? t(viewTexts.pickMailbox) : '';
    const account = state.account(this.#mailbox.account);
    if (account?.state === 'offline') {
      const since = account.onlineAt ?? this.#mailbox.syncedAt; // An engine that has just started was never online.
      return since === null ? t(viewTexts.offlineNever) : t(viewTexts.offlineSince, { time: formats.shortDate(since) });
    }
    return this.#mailbox.total === 0 && this.#mailbox.syncedAt !== null ? t(viewTexts.nothingHere) : '';
  }

  #groupItem(group: GroupNode): TreeItem {
    const { t, formats } = this.#options;
    const label = group.before === undefined ? groupLabel(group.span, { t, formats }) : t(viewTexts.older);
    const open = group.open ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
    const item = new TreeItem(label, open);
    const { count, unread } = group;
    item.id = group.id;
    item.description = unread > 0 ? t(viewTexts.groupUnread, { unread, count }) : String(count);
    item.contextValue = 'group';
    const words = [label, plural(t, viewTexts.messageCount, count)];
    if (unread > 0) words.push(plural(t, viewTexts.unreadCount, unread));
    item.tooltip = words.join(', ');
    item.accessibilityInformation = { label: words.join(', ') };
    return item;
  }

  #messageItem(node: MessageItem): TreeItem {
    const { t, formats, state } = this.#options;
    const { row } = node;
    const use = state.mailbox(row.mailbox)?.specialUse;
    const [sender] = row.from;
    const text = matchedText(
      messageText(row, use === 'sent' || use === 'drafts', { t, formats }),
      sender ? sender.name || sender.address : '',
      this.#matches.get(row.id),
    );
    const label = { label: text.label, highlights: [...text.highlights] };
    const item = new TreeItem(label, TreeItemCollapsibleState.None);
    item.id = row.id;
    item.description = text.description;
    item.accessibilityInformation = { label: text.accessibleLabel };
    item.resourceUri = markUri(row);
    item.iconPath = messageIcon(row);
    item.contextValue = `message${hasFlag(row, '\\Draft') ? '.draft' : ''}${isUnread(row) ? '.unread' : '.read'}${hasFlag(row, '\\Flagged') ? '.flagged' : '.plain'}`;
    item.command = { command: 'mailroom.openMessage', title: text.label, arguments: [node] };
    return item;
  }
}

function messageIcon(row: MessageRow): ThemeIcon {
  const mark = row.delivery && deliveryIcons[row.delivery];
  if (mark?.color) return new ThemeIcon(mark.icon, new ThemeColor(mark.color));
  if (isUnread(row)) return new ThemeIcon('circle-filled', new ThemeColor('mailroom.unreadForeground'));
  if (hasFlag(row, '\\Answered')) return new ThemeIcon('reply');
  if (hasFlag(row, '$Forwarded')) return new ThemeIcon('forward');
  return new ThemeIcon(mark?.icon ?? 'blank');
}
