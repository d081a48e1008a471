import {
  EventEmitter,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  Uri,
  window,
} from 'vscode';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableList } from '../base/dispose.ts';
import { Emitter } from '../base/events.ts';
import type { EngineConnection } from '../host/engineConnection.ts';
import { describeError } from '../host/errorNotice.ts';
import type { DraftItem, OutboxItem } from '../host/items.ts';
import { draftList } from '../protocol/methods/draftList.ts';
import { outboxList } from '../protocol/methods/outboxList.ts';
import type { OutboxRecord, RecipientRecord } from '../protocol/records.ts';
import { outboxTexts } from '../texts/outbox.ts';
import type { Translate } from '../texts/translate.ts';
import { viewTexts } from '../texts/views.ts';
import { coalesce, treeRefreshEveryMs } from './coalesce.ts';
import type { Formats } from './formats.ts';
import { plainTooltip } from './mailboxes.ts';
import { oneLine } from './messageText.ts';
import { hasReturned, outboxIcon, outboxStateText, recipientIcon, recipientText, sentCopyText } from './outboxText.ts';

interface RecipientNode {
  readonly kind: 'recipient';
  readonly id: string;
  readonly recipient: RecipientRecord;
}

export type OutboxNode = OutboxItem | DraftItem | RecipientNode;

export interface OutboxOptions {
  readonly engine: EngineConnection;
  readonly formats: Formats;
  readonly t: Translate;
  readonly clock: Clock;
}

/** While a mail is held back its countdown is shown anew each, ms. */
const countdownMs = 1_000;

/** The Drafts & Outbox view: mail on its way first, then drafts; each with its state. */
export class OutboxView implements TreeDataProvider<OutboxNode>, Disposable {
  readonly #options: OutboxOptions;
  readonly #changed = new EventEmitter<undefined>();
  readonly #loaded = new Emitter<readonly OutboxRecord[]>();
  readonly #resources = new DisposableList();
  readonly #view: TreeView<OutboxNode>;
  readonly onDidChangeTreeData = this.#changed.event;
  #countdown: Disposable | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#resources.add(this.#changed);
    this.#view = this.#resources.add(
      window.createTreeView('mailroom.outbox', { treeDataProvider: this, canSelectMany: true }),
    );
    const { engine, clock } = options;
    const refresh = this.#resources.add(coalesce(clock, treeRefreshEveryMs, () => this.#changed.fire(undefined)));
    this.#resources.add(engine.on('outboxChanged', refresh.call));
    this.#resources.add(engine.on('draftsChanged', refresh.call));
    this.#resources.add(engine.on('resync', refresh.call));
    this.#resources.add(engine.onConnected(refresh.call));
  }

  get selected(): readonly OutboxNode[] {
    return this.#view.selection;
  }

  /** Runs with what is on its way whenever the view has asked for it. */
  onLoaded(listener: (items: readonly OutboxRecord[]) => void): Disposable {
    return this.#loaded.on(listener);
  }

  async getChildren(parent?: OutboxNode): Promise<OutboxNode[]> {
    if (parent) return parent.kind === 'outbox' ? recipients(parent) : [];
    const { engine } = this.#options;
    const [{ items }, { drafts }] = await Promise.all([engine.call(outboxList, {}), engine.call(draftList, {})]);
    this.#loaded.emit(items);
    this.#countDown(items);
    const queued = new Set(items.filter(({ state }) => state !== 'cancelled').map(({ draft }) => draft));
    return [
      ...[...items].reverse().map((item): OutboxItem => ({ kind: 'outbox', item })),
      ...drafts.filter(({ uri }) => !queued.has(uri)).map((draft): DraftItem => ({ kind: 'draft', ...draft })),
    ];
  }

  getTreeItem(node: OutboxNode): TreeItem {
    if (node.kind === 'outbox') return this.#outboxItem(node);
    return node.kind === 'draft' ? this.#draftItem(node) : this.#recipientItem(node);
  }

  dispose(): void {
    this.#countdown?.dispose();
    this.#resources.dispose();
    this.#loaded.dispose();
  }

  #countDown(items: readonly OutboxRecord[]): void {
    this.#countdown?.dispose();
    if (!items.some(({ state, sendAt, failure }) => state === 'held' && sendAt === 0 && !failure)) return;
    this.#countdown = this.#options.clock.after(countdownMs, () => this.#changed.fire(undefined));
  }

  #outboxItem(node: OutboxItem): TreeItem {
    const { t, formats, clock } = this.#options;
    const { item } = node;
    const subject = oneLine(item.subject) || t(viewTexts.noSubject);
    const stateText = outboxStateText(item, { t, formats, nowMs: clock.now() });
    const many = item.recipients.length > 1;
    const row = new TreeItem(subject, many ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None);
    const to = t(outboxTexts.to, {
      names: item.recipients
        .map(({ address }) => address)
        .slice(0, 20)
        .join(', '),
    });
    const why = item.failure ? describeError(t, item.failure).sentence : '';
    row.id = item.id;
    row.description = stateText;
    row.iconPath = new ThemeIcon(outboxIcon(item), stateColor(item));
    row.contextValue = `outbox.${item.state}`;
    row.tooltip = plainTooltip([subject, to, stateText, why, sentCopyText(t, item)].filter(Boolean));
    row.accessibilityInformation = { label: [subject, stateText, to, why].filter(Boolean).join(', ') };
    row.command = { command: 'mailroom.outboxDetails', title: subject, arguments: [node] };
    return row;
  }

  #draftItem(draft: DraftItem): TreeItem {
    const { t, formats } = this.#options;
    const subject = oneLine(draft.subject) || t(viewTexts.noSubject);
    const row = new TreeItem(subject);
    row.id = draft.uri;
    row.description = t(outboxTexts.draft, { time: formats.shortDate(draft.updatedAt) });
    row.iconPath = new ThemeIcon('edit');
    row.contextValue = 'draft';
    row.tooltip = plainTooltip([subject, t(outboxTexts.to, { names: draft.to || t(viewTexts.nobody) })]);
    row.accessibilityInformation = { label: `${subject}, ${row.description}` };
    row.command = { command: 'vscode.open', title: subject, arguments: [Uri.parse(draft.uri)] };
    return row;
  }

  #recipientItem({ id, recipient }: RecipientNode): TreeItem {
    const { t } = this.#options;
    const words = recipientText(t, recipient);
    const row = new TreeItem(recipient.address);
    row.id = id;
    row.description = words;
    row.iconPath = new ThemeIcon(recipientIcon(recipient));
    row.contextValue = 'recipient';
    row.tooltip = plainTooltip([recipient.address, words]);
    row.accessibilityInformation = { label: `${recipient.address}, ${words}` };
    return row;
  }
}

function recipients({ item }: OutboxItem): OutboxNode[] {
  return item.recipients.map((recipient, index) => ({ kind: 'recipient', id: `${item.id}/${index}`, recipient }));
}

function stateColor(item: OutboxRecord): ThemeColor | undefined {
  const { state } = item;
  if (state === 'failed' || hasReturned(item)) return new ThemeColor('problemsErrorIcon.foreground');
  return state === 'inDoubt' ? new ThemeColor('problemsWarningIcon.foreground') : undefined;
}
