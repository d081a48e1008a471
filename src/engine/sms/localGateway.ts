import { demoSmsAccount } from '../../mail/sample/textMessageMail.ts';
import { readyForms } from '../../mail/sms/readyForms.ts';
import type { GatewayConfig } from '../../protocol/sms.ts';
import type { SmsGatewayStore } from '../store/smsGateways.ts';

/** The local server's gateway is known by its form. */
export const localFormId = 'local';

/** Settings for the gateway that the local server is, in the form of ihuyi, and its key as the editor's store keeps it. */
export function localGateway(port: number): { readonly config: GatewayConfig; readonly secret: string } | undefined {
  const like = readyForms.find(({ id }) => id === 'ihuyi');
  if (!like || port === 0) return undefined;
  const form = { ...like, id: localFormId, name: 'Demo SMS', source: '', url: urlAt(port), countries: [] };
  const config = {
    name: 'Demo SMS',
    form: { ...form, numbers: 'digits' as const },
    fields: { account: demoSmsAccount.account },
  };
  return { config, secret: JSON.stringify({ password: demoSmsAccount.password }) };
}

/** The local server listens on another port than before: its gateway follows, still allowed. */
export function followLocalGateway(gateways: SmsGatewayStore, port: number): void {
  for (const { id, config, isAllowed } of gateways.all()) {
    const url = urlAt(port);
    if (config.form.id !== localFormId || config.form.url === url || port === 0) continue;
    gateways.save({ ...config, form: { ...config.form, url } }, id);
    if (isAllowed) gateways.allow(id);
  }
}

function urlAt(port: number): string {
  return `http://127.0.0.1:${port}/webservice/sms.php?method=Submit`;
}
