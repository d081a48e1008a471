import { parseWhen } from '../base/whenWords.ts';
import { outboxTexts } from '../texts/outbox.ts';
import type { Translate } from '../texts/translate.ts';
import type { Formats } from './formats.ts';

export interface TimeChoice {
  readonly label: string;
  readonly description: string;
  /** Undefined where what was typed is no time yet, or has passed. */
  readonly value: number | undefined;
}

export interface TimeChoiceOptions {
  readonly t: Translate;
  readonly formats: Pick<Formats, 'day' | 'fullDate' | 'spokenDate' | 'time'>;
  readonly nowMs: number;
}

/** What a picker of times shows for what was typed so far: the time meant, or why it is none; the usual times before. */
export function timeChoices(typed: string, options: TimeChoiceOptions): readonly TimeChoice[] {
  const { t, formats, nowMs } = options;
  const text = typed.trim();
  if (text === '') {
    return usual.flatMap(({ words, name }) => {
      const value = parseWhen(words, nowMs);
      return value === undefined ? [] : [{ label: t(name), description: formats.spokenDate(value), value }];
    });
  }
  const value = parseWhen(text, nowMs);
  if (value === undefined)
    return [{ label: t(outboxTexts.noTime), description: t(outboxTexts.timeExamples), value: undefined }];
  if (value <= nowMs)
    return [{ label: t(outboxTexts.timePassed), description: formats.fullDate(value), value: undefined }];
  return [{ label: momentText(value, options), description: text, value }];
}

/** With its weekday, which is what one gets wrong; with its year where that is another. */
function momentText(ms: number, { formats, nowMs }: TimeChoiceOptions): string {
  const isThisYear = new Date(ms).getFullYear() === new Date(nowMs).getFullYear();
  return isThisYear ? `${formats.day(ms)} · ${formats.time(ms)}` : formats.fullDate(ms);
}

const usual = [
  { words: 'in 1 hour', name: outboxTexts.inOneHour },
  { words: '18:00', name: outboxTexts.atSix },
  { words: 'tomorrow 9:00', name: outboxTexts.tomorrowMorning },
  { words: 'tomorrow 14:00', name: outboxTexts.tomorrowAfternoon },
  { words: 'monday 9:00', name: outboxTexts.mondayMorning },
] as const;
