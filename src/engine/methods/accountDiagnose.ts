import { MailError } from '../../base/errors.ts';
import { accountDiagnose } from '../../protocol/methods/accountDiagnose.ts';
import type { ServiceDiagnosis } from '../../protocol/records.ts';
import { knownSecrets } from '../accounts/knownSecrets.ts';
import { trustOf } from '../accounts/trust.ts';
import { assertAccountConfig } from '../accounts/validate.ts';
import { type DoctorDependencies, diagnose } from '../doctor/diagnose.ts';
import { handle } from '../handler.ts';
import { diagnosisConnectMs, diagnosisGreetingMs } from '../limits.ts';

/** One server after the other, so that their times do not disturb each other. */
export const handleAccountDiagnose = handle(
  accountDiagnose,
  async ({ clock, log, version, secrets, protocolLog }, { config, account, ...typed }, { signal, progress }) => {
    assertAccountConfig(config);
    const { incoming, outgoing } = await knownSecrets(secrets, config, account, typed);
    const services = [
      { service: 'imap', endpoint: config.imap, secret: incoming },
      { service: 'pop3', endpoint: config.imap ? undefined : config.pop3, secret: incoming },
      { service: 'smtp', endpoint: config.smtp, secret: outgoing },
    ] as const;
    const dependencies: DoctorDependencies = {
      ...{ clock, log, clientVersion: version, trust: await trustOf(config) },
      timeouts: { connectMs: diagnosisConnectMs, greetingMs: diagnosisGreetingMs },
      tap: account && ((service, hidden) => protocolLog.tap(account, service, hidden)),
    };
    const total = services.filter(({ endpoint }) => endpoint).length * stepsMax;
    let done = 0;
    const onStep = (service: string, step: string) => progress(Math.min(++done, total), total, `${service} ${step}`);
    const results: ServiceDiagnosis[] = [];
    for (const { service, endpoint, secret } of services) {
      if (!endpoint) continue;
      results.push(await diagnose(service, { config, endpoint, secret }, dependencies, { signal, onStep }));
    }
    if (results.length === 0)
      throw new MailError('account.badConfig', { retry: 'afterUser', data: { field: 'imap', detail: 'imap' } });
    return { services: results, at: clock.now() };
  },
);

const stepsMax = 5;
