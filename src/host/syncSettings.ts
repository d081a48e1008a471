import { workspace } from 'vscode';
import { type Disposable, DisposableList } from '../base/dispose.ts';
import type { Logger } from '../base/log.ts';
import { syncConfigure } from '../protocol/methods/syncConfigure.ts';
import type { EngineConnection } from './engineConnection.ts';
import type { Settings } from './settings.ts';

export interface SyncSettingsParts {
  readonly engine: Pick<EngineConnection, 'call' | 'onConnected' | 'state'>;
  readonly settings: Pick<Settings, 'syncTextDays' | 'syncOlderTexts' | 'serverDrafts'>;
  readonly log: Logger;
}

/** Tells the engine what the settings say about sync: at each connection, and when they change. Never starts it. */
export function followSyncSettings({ engine, settings, log }: SyncSettingsParts): Disposable {
  const tell = () => {
    if (engine.state !== 'connected') return;
    engine
      .call(syncConfigure, {
        textDays: settings.syncTextDays(),
        olderTexts: settings.syncOlderTexts(),
        serverDrafts: settings.serverDrafts(),
      })
      .catch((error) => log.warn('sync.configureFailed', { error }));
  };
  const resources = new DisposableList();
  resources.add(engine.onConnected(tell));
  resources.add(
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('mailroom.sync') || change.affectsConfiguration('mailroom.drafts')) tell();
    }),
  );
  return resources;
}
