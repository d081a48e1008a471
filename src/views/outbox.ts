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
import type { DraftItem, OutboxItem, SmsItem } from '../host/items.ts';
import { draftList } from '../protocol/methods/draftList.ts';
import { outboxList } from '../protocol/methods/outboxList.ts';
import { smsList } from '../protocol/methods/smsList.ts';
import type { OutboxRecord, RecipientRecord } from '../protocol/records.ts';
import type { SmsRecipient, SmsRecord } from '../protocol/sms.ts';
import { outboxTexts } from '../texts/outbox.ts';
import type { Translate } from '../texts/translate.ts';
import { viewTexts } from '../texts/views.ts';
import { coalesce, treeRefreshEveryMs } from './coalesce.ts';
import type { Formats } from './formats.ts';
import { plainTooltip } from './mailboxes.ts';
import { oneLine } from './messageText.ts';
import {
  hasReturned,
  limitText,
  outboxIcon,
  outboxStateText,
  recipientIcon,
  recipientText,
  sentCopyText,
} from './outboxText.ts';
import { smsNumberRow, smsRow } from './smsRows.ts';

interface RecipientNode {
  readonly kind: 'recipient';
  readonly id: string;
  readonly recipient: RecipientRecord;
}

interface SmsNumberNode {
  readonly kind: 'smsNumber';
  readonly id: string;
  readonly number: SmsRecipient;
}

export type OutboxNode = OutboxItem | SmsItem | DraftItem | RecipientNode | SmsNumberNode;

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
    this.#resources.add(engine.on('smsChanged', refresh.call));
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
    if (parent) return recipients(parent);
    const { engine } = this.#options;
    const [{ items }, texts, { drafts }] = await Promise.all([
      engine.call(outboxList, {}),
      engine.call(smsList, {}),
      engine.call(draftList, {}),
    ]);
    this.#loaded.emit(items);
    this.#countDown(items, texts.items);
    const queued = new Set(items.filter(({ state }) => state !== 'cancelled').map(({ draft }) => draft));
    return [
      ...onTheirWay(items, texts.items),
      ...drafts.filter(({ uri }) => !queued.has(uri)).map((draft): DraftItem => ({ kind: 'draft', ...draft })),
    ];
  }

  getTreeItem(node: OutboxNode): TreeItem {
    if (node.kind === 'outbox') return this.#outboxItem(node);
    if (node.kind === 'sms' || node.kind === 'smsNumber') return this.#smsItem(node);
    return node.kind === 'draft' ? this.#draftItem(node) : this.#recipientItem(node);
  }

  dispose(): void {
    this.#countdown?.dispose();
    this.#resources.dispose();
    this.#loaded.dispose();
  }

  #countDown(items: readonly OutboxRecord[], texts: readonly SmsRecord[]): void {
    this.#countdown?.dispose();
    const mailCounts = items.some(({ state, sendAt, failure }) => state === 'held' && sendAt === 0 && !failure);
    if (!mailCounts && !texts.some(({ state }) => state === 'held')) return;
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
    const limit = limitText(t, item);
    row.tooltip = plainTooltip([subject, to, stateText, why, limit, sentCopyText(t, item)].filter(Boolean));
    row.accessibilityInformation = { label: [subject, stateText, to, why, limit].filter(Boolean).join(', ') };
    row.command = { command: 'mailroom.outboxDetails', title: subject, arguments: [node] };
    return row;
  }

  #smsItem(node: SmsItem | SmsNumberNode): TreeItem {
    const { t, formats, clock } = this.#options;
    const text =
      node.kind === 'sms' ? smsRow(node.item, { t, formats, nowMs: clock.now() }) : smsNumberRow(node.number, t);
    const state = node.kind === 'sms' ? node.item.state : node.number.state;
    const many = node.kind === 'sms' && node.item.recipients.length > 1;
    const row = new TreeItem(text.label, many ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None);
    row.id = node.kind === 'sms' ? node.item.id : node.id;
    row.description = text.description;
    row.iconPath = new ThemeIcon(text.icon, warningColor(state));
    row.contextValue = node.kind === 'sms' ? `sms.${state}` : 'recipient';
    row.tooltip = plainTooltip(text.tooltip);
    row.accessibilityInformation = { label: text.spoken };
    if (node.kind === 'sms') row.command = { command: 'mailroom.smsDetails', title: text.label, arguments: [node] };
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
    const { t, formats } = this.#options;
    const words = recipientText(recipient, { t, formats });
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

/** Mail and texts on their way, newest first. */
function onTheirWay(items: readonly OutboxRecord[], texts: readonly SmsRecord[]): OutboxNode[] {
  const nodes = [
    ...items.map((item): OutboxItem => ({ kind: 'outbox', item })),
    ...texts.map((item): SmsItem => ({ kind: 'sms', item })),
  ];
  return texts.length === 0 ? nodes.reverse() : nodes.sort((a, b) => b.item.createdAt - a.item.createdAt);
}

function recipients(parent: OutboxNode): OutboxNode[] {
  if (parent.kind === 'sms')
    return parent.item.recipients.map((number, index) => ({
      kind: 'smsNumber',
      id: `${parent.item.id}/${index}`,
      number,
    }));
  if (parent.kind !== 'outbox') return [];
  const { item } = parent;
  return item.recipients.map((recipient, index) => ({ kind: 'recipient', id: `${item.id}/${index}`, recipient }));
}

function warningColor(state: SmsRecord['state'] | SmsRecipient['state']): ThemeColor | undefined {
  if (state === 'failed') return new ThemeColor('problemsErrorIcon.foreground');
  return state === 'inDoubt' ? new ThemeColor('problemsWarningIcon.foreground') : undefined;
}

function stateColor(item: OutboxRecord): ThemeColor | undefined {
  const { state } = item;
  if (state === 'failed' || hasReturned(item)) return new ThemeColor('problemsErrorIcon.foreground');
  return state === 'inDoubt' ? new ThemeColor('problemsWarningIcon.foreground') : undefined;
}
