import type { Page } from 'playwright-core';

/** When a row of a tree shows the text, ms since 1970. */
export function itemShown(page: Page, text: string): Promise<number> {
  return page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const observer = new MutationObserver(() => {
          const rows = [...document.querySelectorAll('.pane [role="treeitem"]')];
          if (!rows.some((row) => row.textContent?.includes(wanted))) return;
          observer.disconnect();
          resolve(Date.now());
        });
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      }),
    text,
  );
}
