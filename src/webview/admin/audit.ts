import { count, list, object, type Schema, string } from '../../protocol/schema.ts';
import { adminPageTexts as texts } from '../../texts/adminPage.ts';
import { element } from '../dom.ts';
import { ask } from './ask.ts';
import { table } from './controls.ts';
import { timeText } from './formats.ts';
import type { Section } from './page.ts';

/** Plain values of any kind, as text. */
const details: Schema<string> = { parse: (value) => JSON.stringify(value) };
const entry = object({
  at: count,
  actor: string(),
  remoteAddress: string(),
  action: string(),
  target: string(),
  details,
});
const answer = object({ entries: list(entry) });

/** Who did what, newest first. */
export const auditSection: Section = async (page, host) => {
  const { entries } = await ask(answer, 'GET', '/api/audit?limit=200');
  const headings = [texts.time, texts.who, texts.remoteAddress, texts.what, texts.whom, texts.details].map((text) =>
    page.t(text),
  );
  const rows = entries.map((one) => [
    timeText(page, one.at),
    one.actor,
    one.remoteAddress,
    one.action,
    one.target,
    element('code', {}, one.details === '{}' ? '' : one.details),
  ]);
  host.replaceChildren(
    rows.length === 0 ? element('p', {}, page.t(texts.noEntries)) : table(page.t(texts.audit), headings, rows),
  );
  return {};
};
