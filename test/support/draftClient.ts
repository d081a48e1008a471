/** Another mail client, for what it makes of a Drafts mailbox: Python's imaplib and email, as a script on a phone would. */
import { run } from './childProcess.ts';

export interface DraftClientOptions {
  /** Port of IMAP without TLS. */
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

export interface Copy {
  readonly uid: number;
  readonly flags: string;
  readonly subject: string;
  readonly to: string;
  readonly bcc: string;
  readonly key: string;
  readonly text: string;
  readonly files: readonly string[];
}

export interface DraftEdit {
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly newSubject?: string;
  /** Loses the fields that it does not know, and names the message anew. */
  readonly forget?: boolean;
  /** Leaves the older version there. */
  readonly keep?: boolean;
}

export interface DraftClient {
  list(): Promise<readonly Copy[]>;
  edit(edit: DraftEdit): Promise<void>;
  /** A draft of its own, with a file. */
  write(draft: { readonly subject: string; readonly text: string }): Promise<void>;
  removeAll(): Promise<void>;
}

export function draftClient(options: DraftClientOptions): DraftClient {
  const ask = async (what: object): Promise<string> => {
    const input = Buffer.from(JSON.stringify({ ...options, ...what }));
    const { code, stdout, stderr } = await run('python3', ['-c', PROGRAM], { input });
    if (code !== 0) throw new Error(`the other client failed\n${stderr}`);
    return stdout;
  };
  return {
    list: async () => JSON.parse(await ask({ do: 'list' })),
    edit: async (edit) => void (await ask({ do: 'edit', ...edit })),
    write: async (draft) => void (await ask({ do: 'write', ...draft })),
    removeAll: async () => void (await ask({ do: 'remove' })),
  };
}

const PROGRAM = `
import sys, json, imaplib, ssl, email, re, time
from email import policy
from email.message import EmailMessage
ask = json.load(sys.stdin)
m = imaplib.IMAP4('127.0.0.1', ask['port'])
m.authenticate('PLAIN', lambda _: ('\\0' + ask['user'] + '\\0' + ask['password']).encode())
m.select('Drafts')
uids = m.uid('SEARCH', None, 'UNDELETED')[1][0].split()
def get(uid):
  data = m.uid('FETCH', uid, '(FLAGS BODY.PEEK[])')[1][0]
  return data[0].decode(), email.message_from_bytes(data[1], policy=policy.default)
def put(msg):
  m.append('Drafts', '(\\\\Draft)', imaplib.Time2Internaldate(time.time()), msg.as_bytes(policy=policy.SMTP))
def drop(uid):
  m.uid('STORE', uid, '+FLAGS', '(\\\\Deleted)'); m.expunge()
if ask['do'] == 'list':
  out = []
  for uid in uids:
    head, msg = get(uid)
    body = msg.get_body(('plain',))
    out.append({'uid': int(uid), 'flags': head, 'subject': msg['subject'] or '', 'to': msg['to'] or '', 'bcc': msg['bcc'] or '',
      'key': msg['x-mailroom-draft'] or '', 'text': body.get_content() if body else '', 'files': [a.get_filename() for a in msg.iter_attachments()]})
  print(json.dumps(out))
elif ask['do'] == 'edit':
  for uid in uids:
    head, msg = get(uid)
    if msg['subject'] != ask['subject']: continue
    body = msg.get_body(('plain',))
    body.set_content(body.get_content().replace(ask['from'], ask['to']))
    if ask.get('newSubject'): msg.replace_header('Subject', ask['newSubject'])
    if ask.get('forget'):
      del msg['x-mailroom-draft']; del msg['message-id']; msg['message-id'] = '<phone@example.test>'
    put(msg)
    if not ask.get('keep'): drop(uid)
elif ask['do'] == 'remove':
  for uid in uids: drop(uid)
elif ask['do'] == 'write':
  msg = EmailMessage()
  msg['From'] = ask['user']; msg['To'] = 'Li Ming <li@example.test>'; msg['Subject'] = ask['subject']; msg['Message-ID'] = '<own@example.test>'
  msg.set_content(ask['text'])
  msg.add_attachment(b'one,two\\n', maintype='text', subtype='csv', filename='a.csv')
  put(msg)
m.logout()
`;
