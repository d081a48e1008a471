import { MailError } from '../base/errors.ts';
import { defineCommand } from '../host/command.ts';
import { settingsForms } from '../protocol/connectionSettings.ts';
import { serverStatus } from '../protocol/methods/serverStatus.ts';
import { serverTexts } from '../texts/server.ts';

/** Whom the sandbox knows without asking; everybody on this machine may. */
const sandboxUser = { user: 'sandbox@localhost', password: 'sandbox' };

/**
 * Copies how a program under development sends through the local server, in the form of its framework. Outside the sandbox
 * the password is left empty: nobody but its owner knows it.
 */
export const copyConnectionSettings = defineCommand({
  id: 'mailroom.copyConnectionSettings',
  async run({ engine, ask, editor, notify, t }) {
    const { running, sandbox, smtp, addresses } = await engine.call(serverStatus, {});
    if (!running || smtp === 0) throw new MailError('server.notRunning', { retry: 'afterUser' });
    const choices = settingsForms.map((form) => ({ label: form.name, description: form.file, value: form }));
    const form = await ask.pick(choices, {
      title: t(serverTexts.settingsTitle),
      placeholder: t(serverTexts.settingsFor),
    });
    if (!form) return;
    const who = sandbox ? sandboxUser : { user: addresses[0] ?? '', password: '' };
    await editor.copy(form.write({ host: '127.0.0.1', port: smtp, ...who }));
    notify.status(t(serverTexts.settingsCopied, { name: form.name, file: form.file }));
  },
});
