/** Sentences about templates and what they leave open. */
export const templateTexts = {
  newTitle: 'New mail from a template',
  insertTitle: 'Insert a template',
  editTitle: 'Edit a template',
  own: 'Yours',
  newTemplate: 'New template…',
  namePrompt: 'The name of the template. Typing “;” and this name in a draft inserts it.',
  nameBad: 'A name has letters, digits, hyphens and underscores.',
  noSignature: 'No signature',
} as const;
