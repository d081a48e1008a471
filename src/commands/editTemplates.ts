import { defineCommand } from '../host/command.ts';
import { templateTexts } from '../texts/templates.ts';
import type { Context } from './context.ts';

/** Opens a template to change it, or a new one. */
export const editTemplates = defineCommand<Context>({
  id: 'mailroom.editTemplates',
  async run({ templates, ask, editor, t }) {
    const known = (await templates.all()).map(({ name, of, uri }) => ({
      label: name,
      description: of || t(templateTexts.own),
      value: uri,
    }));
    const choices = [...known, { label: t(templateTexts.newTemplate), value: '' }];
    const uri = await ask.pick(choices, { title: t(templateTexts.editTitle) });
    if (uri) return editor.openDocument(uri);
    if (uri === undefined) return;
    const name = await ask.text({
      title: t(templateTexts.editTitle),
      prompt: t(templateTexts.namePrompt),
      check: (text) => (/^[\p{L}\p{N}_-]{1,60}$/u.test(text.trim()) ? undefined : t(templateTexts.nameBad)),
    });
    if (name) await editor.openDocument(await templates.create(name.trim()));
  },
});
