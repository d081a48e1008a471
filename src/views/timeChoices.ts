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
  readonly formats: Pick<Formats, 'fullDate' | 'spokenDate'>;
  readonly nowMs: number;
}

/** What a picker of times shows for what was typed so far: the time meant, or why it is none; the usual times before. */
export function timeChoices(typed: string, { t, formats, nowMs }: TimeChoiceOptions): readonly TimeChoice[] {
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
  return [{ label: formats.fullDate(value), description: text, value }];
}

const usual = [
  { words: 'in 1 hour', name: outboxTexts.inOneHour },
  { words: '18:00', name: outboxTexts.atSix },
  { words: 'tomorrow 9:00', name: outboxTexts.tomorrowMorning },
  { words: 'tomorrow 14:00', name: outboxTexts.tomorrowAfternoon },
  { words: 'monday 9:00', name: outboxTexts.mondayMorning },
] as const;
