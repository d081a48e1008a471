import type { EngineClient } from '../engineClient/engineClient.ts';
import type { ParamsOf } from '../protocol/method.ts';
import { accountDiagnose } from '../protocol/methods/accountDiagnose.ts';
import { diagnosisReport } from '../texts/diagnosis.ts';
import { translatorFor } from './language.ts';
import type { CliIo } from './verb.ts';

/** Connects to an account's servers step by step and prints how each step went. True when one failed. */
export async function printSteps(
  engine: EngineClient,
  given: ParamsOf<typeof accountDiagnose>,
  io: CliIo,
  json: boolean,
): Promise<boolean> {
  const { services, at } = await engine.call(accountDiagnose, given, { signal: io.signal });
  if (json) io.out(JSON.stringify({ id: given.account, services }));
  else io.out(diagnosisReport(translatorFor(io.env, io.bundleFolder), given.config.address, services, at).trimEnd());
  return services.some(({ finding }) => finding !== 'ok');
}
