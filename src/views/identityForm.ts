import type { Identity, IdentityConfig, Signature } from '../protocol/identities.ts';
import type { AccountId } from '../protocol/records.ts';
import { identityTexts } from '../texts/identities.ts';
import type { Translate } from '../texts/translate.ts';
import type { AccountPrompts, FormChoice } from './accountFormSteps.ts';

/** What the form needs of the engine and the editor. */
export interface IdentityServices {
  /** Of one account, the main one first. */
  list(): Promise<readonly Identity[]>;
  /** Throws `identity.bad` for what can't be an address. */
  save(config: IdentityConfig, id?: Identity['id']): Promise<void>;
  remove(id: Identity['id']): Promise<void>;
  /** Opens the signature as a document; saving it keeps it. */
  editSignature(identity: Identity, format: Signature['format']): Promise<void>;
  /** The sentence of an error that a person can mend here; undefined for any other. */
  explain(error: unknown): string | undefined;
}

export interface IdentityFormOptions {
  readonly t: Translate;
  readonly prompts: Pick<AccountPrompts, 'pick' | 'text' | 'problem'>;
  readonly services: IdentityServices;
  readonly account: AccountId;
  readonly accountName: string;
}

type Field = 'label' | 'name' | 'address' | 'aliases' | 'replyTo';
type Change = Field | 'bccSelf' | 'signaturePlace' | 'signature' | 'remove';

/** Shows an account's identities and changes one thing of one at a time; each change is kept at once. */
export async function editIdentities(options: IdentityFormOptions): Promise<void> {
  const { services } = options;
  for (;;) {
    const chosen = await askWhich(options, await services.list());
    if (chosen === undefined) return;
    if (chosen === 'add') await add(options);
    else if ((await edit(options, chosen)) === 'left') return;
  }
}

async function askWhich(
  { t, prompts, accountName }: IdentityFormOptions,
  identities: readonly Identity[],
): Promise<Identity | 'add' | undefined> {
  const answer = await prompts.pick<Identity | 'add'>({
    title: t(identityTexts.title, { account: accountName }),
    canGoBack: false,
    prompt: t(identityTexts.which),
    choices: [
      ...identities.map((identity) => ({
        label: nameOf(identity),
        description: identity.name ? `${identity.name} <${identity.address}>` : identity.address,
        detail: identity.isMain ? t(identityTexts.main) : identity.aliases.join(', '),
        value: identity,
      })),
      { label: t(identityTexts.add), value: 'add' },
    ],
  });
  return answer.kind === 'value' ? answer.value : undefined;
}

async function add({ t, prompts, services, account, accountName }: IdentityFormOptions): Promise<void> {
  const place = { title: t(identityTexts.title, { account: accountName }), canGoBack: false };
  const address = await prompts.text({ ...place, prompt: t(identityTexts.addressPrompt) });
  if (address.kind !== 'value') return;
  const [main] = await services.list();
  const name = await prompts.text({ ...place, prompt: t(identityTexts.namePrompt), value: main?.name ?? '' });
  if (name.kind !== 'value') return;
  await keep({ prompts, services }, () =>
    services.save({
      ...{ account, label: '', name: name.value.trim(), address: address.value.trim(), aliases: [], replyTo: '' },
      ...{ bccSelf: false, signature: null, signaturePlace: 'below' },
    }),
  );
}

/** `left`: a document was opened, or the person went. */
async function edit(options: IdentityFormOptions, identity: Identity): Promise<'left' | 'back'> {
  const { t, prompts, services } = options;
  let shown = identity;
  for (;;) {
    const answer = await prompts.pick<Change>({
      title: nameOf(shown),
      canGoBack: true,
      prompt: t(identityTexts.what),
      choices: choicesOf(t, shown),
    });
    if (answer.kind !== 'value') return answer.kind === 'back' ? 'back' : 'left';
    if (answer.value === 'remove') {
      await services.remove(shown.id);
      return 'back';
    }
    if (answer.value === 'signature') {
      if (await askSignature(options, shown)) return 'left';
      continue;
    }
    const changed = await askChange(options, shown, answer.value);
    if (changed && (await keep(options, () => services.save(configOf(changed), shown.id)))) shown = changed;
  }
}

function choicesOf(t: Translate, identity: Identity): readonly FormChoice<Change>[] {
  const { label, name, address, aliases, replyTo, bccSelf, signature, signaturePlace, isMain } = identity;
  const own: readonly FormChoice<Change>[] = [
    { label: t(identityTexts.name), description: name, value: 'name' },
    { label: t(identityTexts.address), description: address, value: 'address' },
  ];
  return [
    { label: t(identityTexts.label), description: label, value: 'label' },
    ...(isMain ? [] : own),
    { label: t(identityTexts.aliases), description: aliases.join(', '), value: 'aliases' },
    { label: t(identityTexts.replyTo), description: replyTo, value: 'replyTo' },
    {
      label: t(identityTexts.bccSelf),
      description: t(bccSelf ? identityTexts.yes : identityTexts.no),
      value: 'bccSelf',
    },
    {
      label: t(identityTexts.signature),
      description: signature
        ? (signature.text.split('\n').find((line) => line.trim() !== '') ?? '')
        : t(identityTexts.none),
      value: 'signature',
    },
    {
      label: t(identityTexts.signaturePlace),
      description: t(signaturePlace === 'above' ? identityTexts.placeAbove : identityTexts.placeBelow),
      value: 'signaturePlace',
    },
    ...(isMain ? [] : [{ label: t(identityTexts.remove), value: 'remove' as const }]),
  ];
}

async function askChange(
  { t, prompts }: IdentityFormOptions,
  identity: Identity,
  what: Exclude<Change, 'remove' | 'signature'>,
): Promise<Identity | undefined> {
  if (what === 'bccSelf') return { ...identity, bccSelf: !identity.bccSelf };
  if (what === 'signaturePlace')
    return { ...identity, signaturePlace: identity.signaturePlace === 'above' ? 'below' : 'above' };
  const value = what === 'aliases' ? identity.aliases.join(', ') : identity[what];
  const prompt = t(prompted[what]);
  const answer = await prompts.text({ title: nameOf(identity), canGoBack: true, prompt, value });
  if (answer.kind !== 'value') return undefined;
  const typed = answer.value.trim();
  if (what === 'aliases') return { ...identity, aliases: typed.split(/[\s,;，；]+/).filter((alias) => alias !== '') };
  return { ...identity, [what]: typed };
}

/** True once a document was opened. */
async function askSignature({ t, prompts, services }: IdentityFormOptions, identity: Identity): Promise<boolean> {
  const answer = await prompts.pick<Signature['format'] | 'none'>({
    title: nameOf(identity),
    canGoBack: true,
    prompt: t(identityTexts.signatureHow),
    choices: [
      { label: t(identityTexts.markdown), value: 'markdown' },
      { label: t(identityTexts.plainText), value: 'text' },
      { label: t(identityTexts.html), value: 'html' },
      { label: t(identityTexts.none), value: 'none' },
    ],
  });
  if (answer.kind !== 'value') return false;
  if (answer.value === 'none') {
    await services.save({ ...configOf(identity), signature: null }, identity.id);
    return false;
  }
  await services.editSignature(identity, answer.value);
  return true;
}

/** False where it could not be kept, and that was told. */
async function keep(
  { prompts, services }: Pick<IdentityFormOptions, 'prompts' | 'services'>,
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    const message = services.explain(error);
    if (message === undefined) throw error;
    void prompts.problem({ message, actions: [] }); // The form goes on meanwhile.
    return false;
  }
}

function configOf(identity: Identity): IdentityConfig {
  const { id: _, isMain: __, ...config } = identity;
  return config;
}

function nameOf({ label, address }: Identity): string {
  return label || address;
}

const prompted = {
  label: identityTexts.labelPrompt,
  name: identityTexts.namePrompt,
  address: identityTexts.addressPrompt,
  aliases: identityTexts.aliasesPrompt,
  replyTo: identityTexts.replyToPrompt,
} as const;
