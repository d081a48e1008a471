import type { Clock } from '../base/clock.ts';
import { isMailError } from '../base/errors.ts';
import { smsCancel } from '../protocol/methods/smsCancel.ts';
import { smsCheck } from '../protocol/methods/smsCheck.ts';
import { smsGateways } from '../protocol/methods/smsGateways.ts';
import { smsSend } from '../protocol/methods/smsSend.ts';
import type { GatewayRecord, SmsCheckResult, SmsDraft, SmsRecord } from '../protocol/sms.ts';
import { smsTexts } from '../texts/sms.ts';
import { phoneReasonTexts } from '../texts/smsErrors.ts';
import { plural, type Translate } from '../texts/translate.ts';
import { followSms } from './followSms.ts';
import { type SmsTemplate, smsTemplates } from './smsForms.ts';
import { addGateway, gatewayChoice, type SmsGatewaySurfaces } from './smsGatewayFlow.ts';
import { failureOfSms } from './smsRows.ts';

export interface SmsSurfaces extends SmsGatewaySurfaces {
  readonly clock: Clock;
  readonly settings: SmsGatewaySurfaces['settings'] & {
    smsTemplates(): unknown;
    addSmsTemplate(template: SmsTemplate): Promise<void>;
    sendUndoSeconds(): number;
  };
}

const shownNumbers = 3;

/** Send SMS: gateway, numbers, text, its gaps; then it leaves, after the time in which it can be taken back. */
export async function sendSms(surfaces: SmsSurfaces): Promise<void> {
  const gateway = await chooseGateway(surfaces);
  if (!gateway) return;
  const numbers = await enterNumbers(surfaces, gateway);
  if (numbers === undefined) return;
  const template = await chooseText(surfaces, gateway);
  if (!template) return;
  const values = await enterValues(surfaces, gateway, template.text);
  if (!values) return;
  const draft = { numbers, text: template.text, values };
  const allowHost = gateway.isAllowed ? undefined : await agreeToHost(surfaces, gateway, draft);
  if (!gateway.isAllowed && allowHost === undefined) return;
  const undoMs = surfaces.settings.sendUndoSeconds() * 1_000;
  const { item } = await surfaces.engine.call(smsSend, {
    ...{ gateway: gateway.id, draft, template: template.code, undoMs },
    ...(allowHost === undefined ? {} : { allowHost }),
  });
  await tellOutcome(surfaces, item);
}

/** Follows a text and tells what became of it. Cancelling takes it back where it has not left. */
async function tellOutcome(surfaces: SmsSurfaces, item: SmsRecord): Promise<void> {
  const { engine, notify, t } = surfaces;
  let after: SmsRecord | undefined;
  try {
    after = await notify.progress(t(smsTexts.sending), ({ signal, onProgress }) =>
      followSms(item, surfaces, { signal, onStep: (step) => onProgress({ done: 0, total: 0, step }) }),
    );
  } catch (error) {
    if (!isMailError(error, 'engine.cancelled')) throw error;
    after = (await engine.call(smsCancel, { id: item.id })).item;
  }
  if (!after) return;
  const failure = failureOfSms(after);
  if (after.state === 'sent') notify.status(plural(t, smsTexts.sentNotice, after.recipients.length));
  else if (after.state === 'cancelled') notify.status(t(smsTexts.takenBack));
  else if (after.state === 'queued') notify.status(t(smsTexts.waits));
  if (failure && after.state !== 'cancelled') notify.error(failure);
}

async function chooseGateway(surfaces: SmsSurfaces): Promise<GatewayRecord | undefined> {
  const { engine, ask, notify, editor, t } = surfaces;
  const { gateways } = await engine.call(smsGateways, {});
  await editor.setContext('mailroom.texts', gateways.length > 0);
  if (gateways.length === 0) {
    notify.status(t(smsTexts.noGateway));
    return addGateway(surfaces);
  }
  if (gateways.length === 1) return gateways[0];
  const other = { label: t(smsTexts.addGateway), detail: t(smsTexts.addGatewayWhy), value: undefined, icon: 'add' };
  const options = { title: t(smsTexts.title), placeholder: t(smsTexts.pickGateway) };
  const choices = [
    ...gateways.map((one) => ({ ...gatewayChoice(one), value: { one } })),
    { ...other, value: 'add' as const },
  ];
  const chosen = await ask.pick<'add' | { readonly one: GatewayRecord }>(choices, options);
  return chosen === 'add' ? addGateway(surfaces) : chosen?.one;
}

async function enterNumbers(surfaces: SmsSurfaces, gateway: GatewayRecord): Promise<string | undefined> {
  const { ask, t } = surfaces;
  return ask.text({
    title: titleOf(t, gateway),
    prompt: t(smsTexts.numbers),
    placeholder: t(smsTexts.numbersPlaceholder),
    read: async (numbers) => {
      if (numbers.trim() === '') return t(smsTexts.numbers);
      const { numbers: read } = await look(surfaces, gateway, { numbers, text: '', values: {} });
      const bad = read.find(({ reason }) => reason !== '');
      if (bad && bad.reason !== '') return t(phoneReasonTexts[bad.reason], { number: bad.typed });
      const shown = read.slice(0, shownNumbers).map((one) => one.shown);
      if (read.length > shownNumbers) shown.push('…');
      return { note: plural(t, smsTexts.numbersRead, read.length, { shown: shown.join(', ') }) };
    },
  });
}

/** A free text, or one of the person's templates. A gateway that sends approved texts only takes those with their number. */
async function chooseText(surfaces: SmsSurfaces, gateway: GatewayRecord): Promise<SmsTemplate | undefined> {
  const { ask, t, settings } = surfaces;
  const isApproved = gateway.config.form.content === 'template';
  const templates = smsTemplates(settings.smsTemplates()).filter(({ code }) => !isApproved || code !== '');
  if (templates.length === 0 && !isApproved) return enterText(surfaces, gateway);
  const write = { label: t(smsTexts.writeText), value: 'write' as const, icon: 'edit' };
  const add = {
    label: t(smsTexts.newTemplate),
    detail: t(smsTexts.newTemplateWhy),
    value: 'new' as const,
    icon: 'add',
  };
  const chosen = await ask.pick<'write' | 'new' | SmsTemplate>(
    [
      ...(isApproved ? [] : [write]),
      ...templates.map((template) => ({ label: template.name, description: template.text, value: template })),
      add,
    ],
    { title: titleOf(t, gateway), placeholder: t(smsTexts.pickText) },
  );
  if (chosen === 'write') return enterText(surfaces, gateway);
  return chosen === 'new' ? enterTemplate(surfaces, gateway) : chosen;
}

async function enterTemplate(surfaces: SmsSurfaces, gateway: GatewayRecord): Promise<SmsTemplate | undefined> {
  const { ask, t, settings } = surfaces;
  const title = titleOf(t, gateway);
  const check = (text: string) => (text.trim() === '' ? t(smsTexts.fieldWanted) : undefined);
  const name = await ask.text({ title, prompt: t(smsTexts.templateName), check });
  if (name === undefined) return undefined;
  const isApproved = gateway.config.form.content === 'template';
  const prompt = t(smsTexts.templateCode, { gateway: gateway.config.name });
  const code = isApproved ? await ask.text({ title, prompt, check }) : '';
  if (code === undefined) return undefined;
  const written = await enterText(surfaces, gateway, isApproved ? smsTexts.templateText : smsTexts.text);
  if (!written) return undefined;
  const template = { name: name.trim(), code: code.trim(), text: written.text };
  await settings.addSmsTemplate(template);
  return template;
}

/** Its length and what it costs in messages stand below while it is typed. */
async function enterText(
  surfaces: SmsSurfaces,
  gateway: GatewayRecord,
  prompt: string = smsTexts.text,
): Promise<SmsTemplate | undefined> {
  const { ask, t } = surfaces;
  const text = await ask.text({
    title: titleOf(t, gateway),
    prompt: t<string>(prompt),
    placeholder: t(smsTexts.textPlaceholder, { gap: '{code}' }),
    read: async (written) => {
      if (written.trim() === '') return t(smsTexts.fieldWanted);
      return { note: countNote(t, await look(surfaces, gateway, { numbers: '', text: written, values: {} })) };
    },
  });
  return text === undefined ? undefined : { name: '', text, code: '' };
}

/** Asks for each gap; the length of the whole stands below. Undefined where the person left. */
async function enterValues(
  surfaces: SmsSurfaces,
  gateway: GatewayRecord,
  text: string,
): Promise<{ readonly [name: string]: string } | undefined> {
  const { ask, t } = surfaces;
  const values: { [name: string]: string } = {};
  const { variables } = await look(surfaces, gateway, { numbers: '', text, values });
  for (const name of variables) {
    const value = await ask.text({
      title: titleOf(t, gateway),
      prompt: t(smsTexts.value, { name }),
      read: async (typed) => {
        if (typed === '') return t(smsTexts.fieldWanted);
        const draft = { numbers: '', text, values: { ...values, [name]: typed } };
        return { note: countNote(t, await look(surfaces, gateway, draft)) };
      },
    });
    if (value === undefined) return undefined;
    values[name] = value;
  }
  return values;
}

/** The host is shown before it is contacted for the first time. Undefined where the person does not agree. */
async function agreeToHost(
  surfaces: SmsSurfaces,
  gateway: GatewayRecord,
  draft: SmsDraft,
): Promise<string | undefined> {
  const { ask, t } = surfaces;
  const { host } = gateway;
  const { numbers } = await look(surfaces, gateway, draft);
  return ask.decide({
    message: plural(t, smsTexts.firstSend, numbers.length, { host }),
    detail: t(smsTexts.firstSendDetail, { host, gateway: gateway.config.name }),
    buttons: [{ label: t(smsTexts.sendThere), value: host }],
  });
}

async function look({ engine }: SmsSurfaces, { id }: GatewayRecord, draft: SmsDraft): Promise<SmsCheckResult> {
  return (await engine.call(smsCheck, { gateway: id, draft })).check;
}

function countNote(t: Translate, { units, parts, left, foreign }: SmsCheckResult): string {
  if (foreign.length === 0 || parts === 0) return plural(t, smsTexts.counted, parts, { units, left });
  return plural(t, smsTexts.countedDear, parts, { units, left, foreign: foreign.slice(0, shownNumbers).join(' ') });
}

function titleOf(t: Translate, { config }: GatewayRecord): string {
  return `${t(smsTexts.title)} · ${config.name}`;
}
