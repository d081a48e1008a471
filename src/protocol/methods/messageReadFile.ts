import { method } from '../method.ts';
import { messageContent } from '../records.ts';
import { boolean, optional, string } from '../schema.ts';

/** An .eml file on the engine's machine as the reader shows it. `remoteImages` loads remote pictures through the engine. */
export const messageReadFile = method('message.readFile', {
  params: { path: string({ max: 4_096 }), remoteImages: optional(boolean) },
  result: { content: messageContent },
  errors: ['file.missing', 'file.isFolder', 'file.unreadable', 'message.tooLarge'],
});
