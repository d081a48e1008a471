/** Mailpit's chaos triggers, `/api/v1/chaos`, over the rules of the sandbox: a code at AUTH, MAIL and RCPT by chance. */
import { type FaultRule, isFailureCode, isProbability } from '../faultRules.ts';
import type { Faults } from '../faults.ts';
import { type ApiAnswer, type ApiRequest, badField, fieldsOf, json } from '../request.ts';

const triggers = [
  { name: 'Authentication', stage: 'auth' },
  { name: 'Recipient', stage: 'rcpt' },
  { name: 'Sender', stage: 'mail' },
] as const;
const quiet = { ErrorCode: 451, Probability: 0 };

export function getChaos(faults: Faults): ApiAnswer {
  return json(
    Object.fromEntries(
      triggers.map(({ name, stage }) => {
        const rule = faults.rules.find((one) => one.stage === stage && isTrigger(one));
        const isCode = rule?.action.kind === 'code';
        return [name, isCode ? { ErrorCode: codeOf(rule), Probability: rule.probability } : quiet];
      }),
    ),
  );
}

/** A trigger that is left out is off again; other rules stay as they are. */
export async function setChaos(faults: Faults, request: ApiRequest): Promise<ApiAnswer> {
  const fields = await fieldsOf(request);
  const rules = triggers.flatMap(({ name, stage }): FaultRule[] => {
    const given = fields[name.toLowerCase()];
    if (given === undefined || given === null) return [];
    const { ErrorCode: code = 451, Probability: probability = 0 } = triggerOf(given);
    if (!isFailureCode(code)) throw badField(`${name}: ErrorCode ${String(code)}`);
    if (!isProbability(probability)) throw badField(`${name}: Probability ${String(probability)}`);
    const action = { kind: 'code', code, words: `Chaos ${name.toLowerCase()} error` } as const;
    return probability === 0 ? [] : [{ stage, probability, from: '', recipient: '', user: '', action }];
  });
  faults.set([...faults.rules.filter((rule) => !isTrigger(rule)), ...rules], faults.seed);
  return getChaos(faults);
}

function isTrigger({ stage, from, recipient, user, action }: FaultRule): boolean {
  const isPlain = from === '' && recipient === '' && user === '';
  return isPlain && action.kind === 'code' && triggers.some((one) => one.stage === stage);
}

function codeOf({ action }: FaultRule): number {
  return action.kind === 'code' ? action.code : quiet.ErrorCode;
}

function triggerOf(value: unknown): { readonly ErrorCode?: unknown; readonly Probability?: unknown } {
  if (typeof value !== 'object' || value === null) throw badField('a trigger');
  const fields = new Map(Object.entries(value).map(([name, field]) => [name.toLowerCase(), field]));
  return { ErrorCode: fields.get('errorcode'), Probability: fields.get('probability') };
}
