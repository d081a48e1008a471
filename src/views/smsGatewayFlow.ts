import { isMailError } from '../base/errors.ts';
import type { Editor } from '../host/editor.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import { describeError } from '../host/errorNotice.ts';
import type { Notices } from '../host/notices.ts';
import type { Choice, Prompts } from '../host/prompts.ts';
import type { SecretStore } from '../host/secrets.ts';
import { secretProvide } from '../protocol/methods/secretProvide.ts';
import { smsGatewayRemove } from '../protocol/methods/smsGatewayRemove.ts';
import { smsGatewaySave } from '../protocol/methods/smsGatewaySave.ts';
import { smsGateways } from '../protocol/methods/smsGateways.ts';
import type { GatewayRecord, SmsFormField, SmsGatewayForm } from '../protocol/sms.ts';
import { accountTexts } from '../texts/accounts.ts';
import { smsTexts } from '../texts/sms.ts';
import type { Translate } from '../texts/translate.ts';
import { type OwnForm, ownForms } from './smsForms.ts';

export interface SmsGatewaySurfaces {
  readonly engine: EngineCaller;
  readonly ask: Prompts;
  readonly notify: Notices;
  readonly editor: Editor;
  readonly secrets: SecretStore;
  readonly t: Translate;
  readonly settings: { smsGateways(): unknown };
}

const settingName = 'mailroom.sms.gateways';

/** Asks for a new gateway and keeps it. Undefined where the person left. */
export async function addGateway(surfaces: SmsGatewaySurfaces): Promise<GatewayRecord | undefined> {
  const { engine, ask, editor, notify, t, settings } = surfaces;
  const choices = async () =>
    formChoices(t, (await engine.call(smsGateways, {})).forms, ownForms(settings.smsGateways()));
  const chosen = await ask.pick(choices(), { title: t(smsTexts.gatewayTitle), placeholder: t(smsTexts.pickForm) });
  if (chosen === undefined) return undefined;
  if (chosen === 'own') {
    await editor.run('workbench.action.openSettings', settingName);
    return undefined;
  }
  if ('error' in chosen) {
    notify.error(chosen.error);
    return undefined;
  }
  return enterGateway(surfaces, chosen.form);
}

/** Asks for a gateway's fields anew. Its form is taken from the settings again, where it came from there. */
export async function editGateway(surfaces: SmsGatewaySurfaces, gateway: GatewayRecord): Promise<void> {
  const { settings, notify } = surfaces;
  const own = ownForms(settings.smsGateways()).find((one) => nameOf(one) === gateway.config.form.name);
  const isOwn = gateway.config.form.id.startsWith('own:');
  if (isOwn && own && 'error' in own) return notify.error(own.error);
  await enterGateway(surfaces, isOwn && own && 'form' in own ? own.form : gateway.config.form, gateway);
}

/** Asks, then forgets the gateway and its key. */
export async function removeGateway(surfaces: SmsGatewaySurfaces, { id, config }: GatewayRecord): Promise<void> {
  const { engine, ask, secrets, t } = surfaces;
  const sure = await ask.decide({
    message: t(smsTexts.removeGateway, { name: config.name }),
    detail: t(smsTexts.removeGatewayDetail),
    buttons: [{ label: t(smsTexts.remove), value: true }],
  });
  if (!sure) return;
  await engine.call(smsGatewayRemove, { id });
  await secrets.forget(id);
}

/** The gateway that is meant: the only one, or the one that is picked. Undefined where there is none or the person left. */
export async function pickGateway(
  { engine, ask, t }: SmsGatewaySurfaces,
  title: string,
  id?: unknown,
): Promise<GatewayRecord | undefined> {
  const { gateways } = await engine.call(smsGateways, {});
  const named = gateways.find((gateway) => gateway.id === id);
  if (named || gateways.length <= 1) return named ?? gateways[0];
  const choices = gateways.map((gateway) => gatewayChoice(gateway));
  return ask.pick(choices, { title, placeholder: t(smsTexts.pickGatewayEdit) });
}

export function gatewayChoice(gateway: GatewayRecord): Choice<GatewayRecord> {
  return { label: gateway.config.name, description: gateway.host, value: gateway, icon: 'device-mobile' };
}

function formChoices(
  t: Translate,
  ready: readonly SmsGatewayForm[],
  own: readonly OwnForm[],
): readonly Choice<OwnForm | 'own'>[] {
  return [
    ...ready.map((form) => ({ label: form.name, description: hostIn(form.url), value: { form } })),
    ...own.map((one) => ({
      label: nameOf(one),
      description: 'error' in one ? describeError(t, one.error).sentence : hostIn(one.form.url),
      detail: t(smsTexts.ownForm),
      value: one,
    })),
    { label: t(smsTexts.ownFormAdd), detail: t(smsTexts.ownFormAddWhy), value: 'own' as const },
  ];
}

async function enterGateway(
  surfaces: SmsGatewaySurfaces,
  form: SmsGatewayForm,
  before?: GatewayRecord,
): Promise<GatewayRecord | undefined> {
  const { engine, ask, notify, editor, t } = surfaces;
  const title = t(smsTexts.gatewayTitle);
  const wanted = (field: SmsFormField) => (text: string) =>
    field.optional || text.trim() !== '' ? undefined : t(smsTexts.fieldWanted);
  const name = await ask.text({
    title,
    prompt: t(smsTexts.gatewayName),
    value: before?.config.name ?? form.name,
    check: wanted({ name: '', label: '' }),
  });
  if (name === undefined) return undefined;
  const fields: { [name: string]: string } = {};
  for (const field of form.fields) {
    const value = await ask.text({
      title,
      prompt: [
        t(smsTexts.field, { label: field.label, gateway: name }),
        field.optional ? t(smsTexts.fieldOptional) : '',
      ]
        .filter(Boolean)
        .join(' · '),
      value: before?.config.fields[field.name] ?? '',
      placeholder: field.example ?? '',
      check: wanted(field),
    });
    if (value === undefined) return undefined;
    fields[field.name] = value.trim();
  }
  const typed = await enterSecrets(surfaces, form, name, before);
  if (typed === undefined) return undefined;
  const { gateway } = await engine.call(smsGatewaySave, {
    ...(before ? { id: before.id } : {}),
    config: { name: name.trim(), form, fields },
  });
  await keepSecrets(surfaces, gateway, typed);
  await editor.setContext('mailroom.texts', true); // The outbox is shown to who has no mail account, too.
  notify.info(t(smsTexts.gatewaySaved, { name: gateway.config.name, host: gateway.host }));
  return gateway;
}

type Typed = { readonly [name: string]: string };

/** What was typed; a field left empty keeps what is stored. Undefined where the person left. */
async function enterSecrets(
  { ask, t }: SmsGatewaySurfaces,
  form: SmsGatewayForm,
  gateway: string,
  before: GatewayRecord | undefined,
): Promise<Typed | undefined> {
  const typed: { [name: string]: string } = {};
  for (const { name, label, optional } of form.secrets) {
    const question = before ? smsTexts.secretKept : smsTexts.secret;
    const value = await ask.text({
      title: t(smsTexts.gatewayTitle),
      prompt: t(question, { label, gateway }),
      password: true,
      check: (text) => (text !== '' || before || optional ? undefined : t(smsTexts.fieldWanted)),
    });
    if (value === undefined) return undefined;
    if (value !== '') typed[name] = value;
  }
  return typed;
}

/** Stores what was typed with what was there, and says at once when the store did not keep it: the engine has it meanwhile. */
async function keepSecrets({ engine, secrets, notify, t }: SmsGatewaySurfaces, gateway: GatewayRecord, typed: Typed) {
  if (Object.keys(typed).length === 0) return;
  const request = { account: gateway.id, service: 'sms' } as const;
  const stored = await secrets.get(request).catch(() => null); // A store that can't be read holds nothing to keep.
  const secret = JSON.stringify({ ...storedSecrets(stored), ...typed });
  try {
    await secrets.store(request, secret);
  } catch (error) {
    if (!isMailError(error, 'auth.secretLost')) throw error;
    notify.warn(t(accountTexts.secretNotKept, { address: gateway.config.name }));
  }
  await engine.call(secretProvide, { ...request, secret });
}

function storedSecrets(stored: string | null): object {
  try {
    const value: unknown = JSON.parse(stored ?? '');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {}; // Nothing was stored yet.
  }
}

function nameOf(one: OwnForm): string {
  return 'form' in one ? one.form.name : one.name;
}

function hostIn(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
