import { systemClock } from '../../base/clock.ts';
import { disposable } from '../../base/dispose.ts';
import { count, list, object, string } from '../../protocol/schema.ts';
import { adminPageTexts as texts } from '../../texts/adminPage.ts';
import { button, element } from '../dom.ts';
import { ask } from './ask.ts';
import { redraw, table } from './controls.ts';
import { timeText } from './formats.ts';
import { mayOperate, type Page, type Section } from './page.ts';

const session = object({ id: count, protocol: string(), remoteAddress: string(), openedAt: count, user: string() });
const answer = object({ sessions: list(session, { max: 100_000 }) });
type Session = ReturnType<typeof session.parse>;

/** Who is connected, as it changes; a session can be cut. */
export const sessionsSection: Section = async (page, host) => {
  const draw = async () => {
    const { sessions } = await ask(answer, 'GET', '/api/sessions');
    redraw(
      host,
      sessions.length === 0 ? element('p', {}, page.t(texts.noSessions)) : sessionsTable(page, sessions, draw),
    );
  };
  await draw();
  // Many come at once: they are drawn together.
  let waiting = disposable(() => {});
  return {
    sessions: () => {
      waiting.dispose();
      waiting = systemClock.after(150, () => page.run(draw));
    },
  };
};

function sessionsTable(page: Page, sessions: readonly Session[], draw: () => Promise<void>): HTMLElement {
  const { t } = page;
  const headings = [texts.protocol, texts.user, texts.remoteAddress, texts.since, texts.actions].map((text) => t(text));
  const cut = ({ id, user, remoteAddress }: Session) =>
    button(
      t(texts.cut),
      () =>
        page.run(async () => {
          page.say('');
          await ask(object({}), 'DELETE', `/api/sessions/${id}`).finally(draw);
        }),
      { 'aria-label': t(texts.of, { action: t(texts.cut), what: user || remoteAddress }) },
    );
  const rows = sessions.map((one) => [
    one.protocol.toUpperCase(),
    one.user || '–',
    one.remoteAddress,
    timeText(page, one.openedAt),
    mayOperate(page) ? cut(one) : '',
  ]);
  return table(t(texts.sessions), headings, rows);
}
