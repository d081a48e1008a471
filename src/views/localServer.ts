import {
  EventEmitter,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  window,
} from 'vscode';
import { type Disposable, DisposableList } from '../base/dispose.ts';
import type { Editor } from '../host/editor.ts';
import type { EngineConnection } from '../host/engineConnection.ts';
import type { ResultOf } from '../protocol/method.ts';
import { serverStatus } from '../protocol/methods/serverStatus.ts';
import { serverTexts } from '../texts/server.ts';
import type { Translate } from '../texts/translate.ts';
import { plainTooltip } from './mailboxes.ts';

interface ServerRow {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly icon: string;
  /** What a click copies. */
  readonly copy?: string;
  readonly below?: readonly ServerRow[];
}

export interface LocalServerOptions {
  readonly engine: EngineConnection;
  readonly editor: Pick<Editor, 'setContext'>;
  readonly t: Translate;
}

/** The Local Server view: whether it runs, where, and whose mailboxes it has. Stopped, its welcome offers to start it. */
export class LocalServerView implements TreeDataProvider<ServerRow>, Disposable {
  readonly #options: LocalServerOptions;
  readonly #changed = new EventEmitter<undefined>();
  readonly #resources = new DisposableList();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(options: LocalServerOptions) {
    this.#options = options;
    this.#resources.add(this.#changed);
    this.#resources.add(window.createTreeView('mailroom.localServer', { treeDataProvider: this }));
    const refresh = () => this.#changed.fire(undefined);
    this.#resources.add(options.engine.on('serverChanged', refresh));
    this.#resources.add(options.engine.on('resync', refresh));
    this.#resources.add(options.engine.onConnected(refresh));
  }

  async getChildren(parent?: ServerRow): Promise<ServerRow[]> {
    if (parent) return [...(parent.below ?? [])];
    const { engine, editor, t } = this.#options;
    const status = await engine.call(serverStatus, {});
    await editor.setContext('mailroom.server', status.running ? 'running' : 'stopped');
    return status.running ? serverRows(t, status) : [];
  }

  getTreeItem(row: ServerRow): TreeItem {
    const { t } = this.#options;
    const item = new TreeItem(row.label, row.below ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.None);
    item.id = row.id;
    item.description = row.description;
    item.iconPath = new ThemeIcon(row.icon, row.id === 'state' ? new ThemeColor('testing.iconPassed') : undefined);
    item.contextValue = `server.${row.id.split('/')[0] ?? ''}`;
    const hint = row.copy ? [t(serverTexts.copyHint)] : [];
    item.tooltip = plainTooltip([`${row.label} ${row.description}`, ...hint]);
    item.accessibilityInformation = { label: [row.label, row.description, ...hint].join(', ') };
    if (row.copy)
      item.command = { command: 'mailroom.copyAddress', title: row.label, arguments: [{ address: row.copy }] };
    return item;
  }

  dispose(): void {
    this.#resources.dispose();
  }
}

function serverRows(t: Translate, status: ResultOf<typeof serverStatus>): ServerRow[] {
  const place = (port: number) => `127.0.0.1:${port}`;
  const rows: ServerRow[] = [
    {
      id: 'state',
      label: t(serverTexts.running),
      description: status.sandbox ? t(serverTexts.sandbox) : '',
      icon: 'circle-filled',
    },
  ];
  const service = (id: string, label: string, port: number, icon: string) => {
    if (port > 0) rows.push({ id, label, description: place(port), icon, copy: place(port) });
  };
  service('smtp', t(serverTexts.sending), status.smtp, 'send');
  service('imap', t(serverTexts.receiving), status.imap, 'inbox');
  service('pop3', t(serverTexts.fetching), status.pop3, 'cloud-download');
  service('sms', t(serverTexts.texts), status.sms, 'device-mobile');
  const below = status.addresses.map((address) => ({
    id: `address/${address}`,
    label: address,
    description: '',
    icon: 'mail',
    copy: address,
  }));
  if (below.length > 0) {
    rows.push({
      id: 'addresses',
      label: t(serverTexts.mailboxesHere),
      description: String(below.length),
      icon: 'account',
      below,
    });
  }
  rows.push({
    id: 'folder',
    label: t(serverTexts.folder),
    description: status.folder,
    icon: 'database',
    copy: status.folder,
  });
  return rows;
}
