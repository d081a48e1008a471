/**
 * What templates and snippets leave open, as both halves know it: the host fills it in, the engine tells what was not.
 * `{{name}}` and `{{firstName}}`: of the first recipient; `{{myName}}`: the sender's; `{{date}}`: today;
 * `{{repository}}` and `{{branch}}`: of the folder that the draft belongs to; `{{cursor}}`: where one goes on writing.
 * `{{ask:Which version?}}` asks.
 */
export const placeholderNames = ['name', 'firstName', 'myName', 'date', 'repository', 'branch', 'cursor'] as const;
export type PlaceholderName = (typeof placeholderNames)[number];

/** Groups: the name, and what follows a colon with that colon. */
export const placeholderPattern = /\{\{\s*(\p{L}[\p{L}\p{N}_-]{0,40})\s*(:[^{}]{0,300})?\}\}/gu;
