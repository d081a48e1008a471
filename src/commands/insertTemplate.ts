import { defineCommand } from '../host/command.ts';
import { templateTexts } from '../texts/templates.ts';
import type { Context } from './context.ts';

/** Puts a template's text into the draft in front. A completion hands over the draft's URI and the template's name. */
export const insertTemplate = defineCommand<Context>({
  id: 'mailroom.insertTemplate',
  async run({ drafts, templates, t }, _options, uri, name) {
    const draft = await drafts.target(typeof uri === 'string' ? uri : undefined);
    if (!draft) return; // The palette offers it in drafts only.
    const template =
      typeof name === 'string' ? await templates.find(name) : await templates.pick(t(templateTexts.insertTitle));
    if (template) await templates.insert(draft, template);
  },
});
