import { join } from 'node:path';
import type { ExtensionContext } from 'vscode';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { EngineClient } from '../engineClient/engineClient.ts';
import { rendezvousFor } from '../engineClient/rendezvous.ts';
import { EngineConnection } from './engineConnection.ts';
import type { SecretStore } from './secrets.ts';
import type { Settings } from './settings.ts';

export interface EngineParts {
  readonly extension: Pick<ExtensionContext, 'extensionPath' | 'globalStorageUri'>;
  readonly secrets: SecretStore;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Logger;
  readonly version: string;
}

/** The engine of the editor's profile, not yet started. It runs on the editor's own Node unless a setting names another. */
export function createEngine({ extension, secrets, settings, clock, log, version }: EngineParts): EngineConnection {
  const createClient = () =>
    new EngineClient({
      rendezvous: rendezvousFor(extension.globalStorageUri.fsPath),
      version,
      kind: 'editor',
      clock,
      secrets: (request) => secrets.answer(request),
      engineFile: join(extension.extensionPath, 'dist', 'engine.cjs'),
      node: settings.engineNode() || process.execPath,
    });
  return new EngineConnection({ createClient, clock, log });
}
