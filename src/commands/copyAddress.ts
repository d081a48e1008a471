import { defineCommand } from '../host/command.ts';
import { noticeTexts } from '../texts/notices.ts';

/** Copies the sender's address, an account's, or the one a row stands for. */
export const copyAddress = defineCommand({
  id: 'mailroom.copyAddress',
  async run({ selection, editor, notify, t }, _options, clicked) {
    const address =
      addressOf(clicked) ??
      selection.account(clicked)?.config.address ??
      selection.messages(clicked)[0]?.from[0]?.address;
    if (!address) return; // Nothing selected, or a message from nobody.
    await editor.copy(address);
    notify.status(t(noticeTexts.copied, { text: address }));
  },
});

function addressOf(clicked: unknown): string | undefined {
  if (typeof clicked !== 'object' || clicked === null || !('address' in clicked)) return undefined;
  return typeof clicked.address === 'string' ? clicked.address : undefined;
}
