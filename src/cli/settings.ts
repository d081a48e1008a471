import { type SettingsForm, settingsForms } from '../protocol/connectionSettings.ts';
import { misuse, readArguments, readCount, text } from './arguments.ts';
import type { Verb } from './verb.ts';

const ids = settingsForms.map(({ id }) => id).join('|');

/** Prints how a program is set up to send through the local server. */
export const settings: Verb = {
  name: 'settings',
  usage: [`settings ${ids} [--host 127.0.0.1] [--port 1025] [--user ADDRESS] [--password WORD]`],
  async run(args, io) {
    const { options, positionals } = readArguments(
      args,
      { host: text, port: text, user: text, password: text },
      { min: 1 },
    );
    const form: SettingsForm | undefined = settingsForms.find(({ id }) => id === positionals[0]);
    if (!form) throw misuse(positionals[0] ?? '');
    const { host = '127.0.0.1', user = 'sandbox@localhost', password = 'sandbox' } = options;
    const port = readCount(options.port, 1025);
    io.out(form.write({ host, port, user, password }).trimEnd());
    return 0;
  },
};
