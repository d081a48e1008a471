import { Uri, window, workspace } from 'vscode';
import { type Disposable, DisposableList } from '../base/dispose.ts';
import { isMailError } from '../base/errors.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import { describeError } from '../host/errorNotice.ts';
import type { Notices } from '../host/notices.ts';
import type { WorkspaceFiles } from '../host/workspaceFiles.ts';
import { type Identity, identityId, type Signature } from '../protocol/identities.ts';
import { identityList } from '../protocol/methods/identityList.ts';
import { identityRemove } from '../protocol/methods/identityRemove.ts';
import { identitySave } from '../protocol/methods/identitySave.ts';
import type { AccountRecord } from '../protocol/records.ts';
import { identityTexts } from '../texts/identities.ts';
import type { Translate } from '../texts/translate.ts';
import type { AccountPrompts } from './accountFormSteps.ts';
import { editIdentities, type IdentityServices } from './identityForm.ts';

export interface IdentitiesDeps {
  readonly engine: EngineCaller;
  readonly prompts: AccountPrompts;
  readonly files: WorkspaceFiles;
  readonly notify: Notices;
  readonly t: Translate;
  /** `ExtensionContext.globalStorageUri`. */
  readonly storage: Uri;
}

const endings = { text: 'txt', markdown: 'md', html: 'html' } as const;

/**
 * The form of an account's identities, and signatures as documents: a signature is written to a file of its own when it is
 * to be edited, and kept by the engine each time that the file is saved.
 */
export class Identities implements Disposable {
  readonly #deps: IdentitiesDeps;
  readonly #resources = new DisposableList();

  constructor(deps: IdentitiesDeps) {
    this.#deps = deps;
    this.#resources.add(
      workspace.onDidSaveTextDocument((document) => {
        const place = this.#placeOf(document.uri);
        if (place) void this.#keep(place, document.getText()).catch((error) => deps.notify.error(error));
      }),
    );
  }

  /** Asks until the person is done. */
  edit(account: AccountRecord): Promise<void> {
    const { t, prompts } = this.#deps;
    const accountName = account.config.label || account.config.address;
    return editIdentities({ t, prompts, services: this.#servicesFor(account), account: account.id, accountName });
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #servicesFor({ id: account }: AccountRecord): IdentityServices {
    const { engine, t } = this.#deps;
    return {
      list: async () => (await engine.call(identityList, {})).identities.filter((each) => each.account === account),
      save: async (config, id) => void (await engine.call(identitySave, { config, ...(id ? { id } : {}) })),
      remove: async (id) => void (await engine.call(identityRemove, { id })),
      editSignature: (identity, format) => this.#open(identity, format),
      explain: (error) => (isMailError(error, 'identity.bad') ? describeError(t, error).sentence : undefined),
    };
  }

  async #open({ id, signature }: Identity, format: Signature['format']): Promise<void> {
    const { files, storage } = this.#deps;
    const uri = Uri.joinPath(storage, 'signatures', `${id}.${endings[format]}`);
    await files.writeText(uri.toString(), signature?.text ?? '');
    await window.showTextDocument(uri, { preview: false });
  }

  async #keep({ id, format }: SignaturePlace, text: string): Promise<void> {
    const { engine, notify, t } = this.#deps;
    const { identities } = await engine.call(identityList, {});
    const identity = identities.find((each) => each.id === id);
    if (!identity) return; // It was removed while its signature was open.
    const signature = text.trim() === '' ? null : { format, text };
    await engine.call(identitySave, { id, config: { ...identity, signature } });
    notify.status(t(identityTexts.signatureSaved, { identity: identity.label || identity.address }));
  }

  #placeOf(uri: Uri): SignaturePlace | undefined {
    const folder = `${Uri.joinPath(this.#deps.storage, 'signatures').toString()}/`;
    const [, name = '', ending] = /^([0-9a-z]+)\.(txt|md|html)$/.exec(uri.toString().slice(folder.length)) ?? [];
    if (!uri.toString().startsWith(folder) || !ending) return undefined;
    const format = ending === 'html' ? 'html' : ending === 'md' ? 'markdown' : 'text';
    return { id: identityId.parse(name), format };
  }
}

interface SignaturePlace {
  readonly id: Identity['id'];
  readonly format: Signature['format'];
}
