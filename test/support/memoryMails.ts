/** A session of our own server with mails in INBOX, which is selected. */
import { literal, type MemoryClient, memoryWorld, type World } from './memoryImap.ts';

export interface MailWorld extends World {
  readonly client: MemoryClient;
}

export interface WrittenMail {
  readonly subject?: string;
  readonly from?: string;
  readonly date?: string;
  readonly id?: string;
  readonly references?: string;
  readonly body?: string;
}

/** A mail in few words; numbers stand for their subjects. */
export function written({ subject = 'Hello', from = 'bob@x.test', date, id, references, body = 'hello' }: WrittenMail) {
  const fields = [
    `From: ${from}`,
    'To: ann@test',
    `Date: ${date ?? 'Fri, 02 Jan 2026 10:00:00 +0100'}`,
    `Subject: ${subject}`,
    ...(id === undefined ? [] : [`Message-ID: <${id}>`]),
    ...(references === undefined ? [] : [`References: ${references}`]),
  ];
  return `${fields.join('\r\n')}\r\n\r\n${body}\r\n`;
}

export async function mailWorld(mails: readonly (WrittenMail | string)[], select = 'SELECT INBOX'): Promise<MailWorld> {
  const world = await memoryWorld();
  const client = await world.connect();
  for (const mail of mails) {
    await client.run(`APPEND INBOX ${literal(typeof mail === 'string' ? mail : written(mail))}`);
  }
  await client.run(select);
  return { ...world, client };
}

export function numbered(count: number): WrittenMail[] {
  return Array.from({ length: count }, (_, index) => ({ subject: `Mail ${index + 1}` }));
}
