/** Our own pages inside VS Code: two frames deep, and a mail's body one deeper. */
import type { Frame, FrameLocator } from 'playwright-core';
import { axeViolations } from '../../support/axe.ts';
import { waitFor } from '../../support/waitFor.ts';
import type { Workbench } from './workbench.ts';

/** The webview that was shown last. */
export function webview({ page }: Workbench): FrameLocator {
  return page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame');
}

/** The sandboxed frame of a mail's body in the reader. */
export function mailBody(workbench: Workbench, selector = '#mail'): FrameLocator {
  return webview(workbench).frameLocator(selector);
}

/** The same as a frame, for what a locator can't do: scripts of the test, axe. */
export async function webviewFrame(workbench: Workbench): Promise<Frame> {
  return waitFor(
    async () => {
      const element = await workbench.page.locator('iframe.webview.ready').last().elementHandle();
      const outer = await element?.contentFrame();
      const inner = await outer?.locator('iframe#active-frame').elementHandle();
      return (await inner?.contentFrame()) ?? undefined;
    },
    { what: "the webview's frame" },
  );
}

/** One line per accessibility violation in the webview shown last; see `axeViolations`. */
export async function webviewViolations(workbench: Workbench, withoutRules?: readonly string[]): Promise<string[]> {
  return axeViolations(await webviewFrame(workbench), withoutRules);
}
