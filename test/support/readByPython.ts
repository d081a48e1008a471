/** A message as Python's `email` reads it: the judge for what Mailroom composes. */
import { run } from './childProcess.ts';

export interface PythonMessage {
  readonly subject: string;
  readonly from: readonly (readonly [name: string, address: string])[];
  readonly to: readonly (readonly [name: string, address: string])[];
  readonly cc: readonly (readonly [name: string, address: string])[];
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Content types of all parts, depth first; what starts deeper is indented by one blank per level. */
  readonly tree: readonly string[];
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly {
    readonly filename: string;
    readonly contentType: string;
    readonly cid: string;
    readonly size: number;
    readonly sha256: string;
  }[];
  /** What Python found wrong with the message; empty for a good one. */
  readonly defects: readonly string[];
}

export async function readByPython(bytes: Uint8Array): Promise<PythonMessage> {
  const { code, stdout, stderr } = await run('python3', ['-c', PROGRAM], { input: Buffer.from(bytes) });
  if (code !== 0) throw new Error(`Python could not read the message\n${stderr}`);
  return JSON.parse(stdout);
}

const PROGRAM = `
import sys, json, hashlib, email
from email import policy
m = email.message_from_bytes(sys.stdin.buffer.read(), policy=policy.default)
def people(name):
  return [[a.display_name, a.addr_spec] for h in m.get_all(name, []) for a in h.addresses]
def body(kind):
  part = m.get_body((kind,))
  return part.get_content() if part is not None else ''
tree, attachments, defects = [], [], []
def walk(part, depth):
  tree.append(' ' * depth + part.get_content_type())
  defects.extend(str(d) for d in part.defects)
  for value in part.values():
    defects.extend(str(d) for d in getattr(value, 'defects', []))
  if part.is_multipart() and part.get_content_maintype() == 'multipart':
    for each in part.iter_parts(): walk(each, depth + 1)
  elif part.get_filename() or part.get_content_disposition() == 'attachment' or part['content-id']:
    if part.get_content_type() == 'message/rfc822': data = bytes(part.get_payload(0))
    else: data = part.get_payload(decode=True)
    attachments.append({'filename': part.get_filename() or '', 'contentType': part.get_content_type(),
      'cid': (part['content-id'] or '').strip().strip('<>'), 'size': len(data), 'sha256': hashlib.sha256(data).hexdigest()})
walk(m, 0)
json.dump({'subject': m['subject'] or '', 'from': people('from'), 'to': people('to'), 'cc': people('cc'),
  'headers': [[k, str(v)] for k, v in m.items()], 'tree': tree, 'text': body('plain'), 'html': body('html'),
  'attachments': attachments, 'defects': defects}, sys.stdout)
`;
