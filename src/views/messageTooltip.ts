import type { EngineCaller } from '../host/engineConnection.ts';
import type { ResultOf } from '../protocol/method.ts';
import { messagePreview } from '../protocol/methods/messagePreview.ts';
import { outboxStory } from '../protocol/methods/outboxStory.ts';
import type { Address, MessageRow } from '../protocol/records.ts';
import type { Translate } from '../texts/translate.ts';
import { viewTexts } from '../texts/views.ts';
import { storyLines } from './deliveryMarks.ts';
import { oneLine, type TextOptions } from './messageText.ts';

type Preview = ResultOf<typeof messagePreview>['preview'];

/** The most addresses that one line of a tooltip names. */
const addressesShownMax = 20;

/**
 * What a tooltip says of a message: its header and, where the message is cached, three lines of its text. Nothing is
 * fetched, and what fails is left out: the row alone says most of it. Lines of plain text, '' between paragraphs.
 */
export async function messageTooltip(
  engine: Pick<EngineCaller, 'call'>,
  row: MessageRow,
  options: TextOptions & { readonly nowMs: number; readonly isSent: boolean; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const { signal, isSent } = options;
  const story = isSent ? engine.call(outboxStory, { id: row.id }, { signal }).catch(() => undefined) : undefined; // As said above.
  const { preview } = await engine.call(messagePreview, { id: row.id }, { signal }).catch(() => ({ preview: null })); // As said above.
  const lines = storyLines((await story)?.sendings ?? [], options);
  return [...tooltipLines(row, preview, options), ...(lines.length > 0 ? ['', ...lines] : [])];
}

export function tooltipLines(row: MessageRow, preview: Preview, { t, formats }: TextOptions): readonly string[] {
  const { to, cc, bcc, replyTo, lines } = preview ?? { to: row.to, cc: [], bcc: [], replyTo: [], lines: [] };
  const answersGoElsewhere = addresses(t, replyTo) !== addresses(t, row.from);
  const header = [
    t(viewTexts.from, { value: addresses(t, row.from) }),
    t(viewTexts.to, { value: addresses(t, to) }),
    cc.length > 0 ? t(viewTexts.cc, { value: addresses(t, cc) }) : '',
    bcc.length > 0 ? t(viewTexts.bcc, { value: addresses(t, bcc) }) : '',
    replyTo.length > 0 && answersGoElsewhere ? t(viewTexts.replyTo, { value: addresses(t, replyTo) }) : '',
    t(viewTexts.subject, { value: oneLine(row.subject) || t(viewTexts.noSubject) }),
    t(viewTexts.date, { value: formats.fullDate(row.date) }),
    t(viewTexts.size, { value: formats.size(row.size) }),
  ];
  return [...header.filter(Boolean), ...(lines.length > 0 ? ['', ...lines] : [])];
}

function addresses(t: Translate, list: readonly Address[]): string {
  const shown = list
    .slice(0, addressesShownMax)
    .map(({ name, address }) => (name ? `${oneLine(name)} <${oneLine(address)}>` : oneLine(address)))
    .join(', ');
  const more = list.length - addressesShownMax;
  return more > 0 ? t(viewTexts.andMore, { names: shown, count: more }) : shown;
}
