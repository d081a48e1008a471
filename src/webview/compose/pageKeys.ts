import type { ComposeAction } from '../../protocol/views/compose.ts';

/** Not Alt+F10, as elsewhere: VS Code's menu bar takes each Alt. */
export const keyActions: { readonly [key: string]: ComposeAction | 'find' | 'link' | 'tools' } = {
  z: 'undo',
  y: 'redo',
  'shift+z': 'redo',
  s: 'save',
  enter: 'send',
  f: 'find',
  k: 'link',
  '.': 'tools',
};

/** Keys that format here and do something else in VS Code: the page has them. */
export const formatKeys: ReadonlySet<string> = new Set([
  ...['KeyB', 'KeyI', 'KeyU', 'KeyE'],
  ...['KeyS', 'KeyL', 'KeyE', 'KeyR', 'KeyJ', 'KeyB', 'Digit7', 'Digit8', 'Digit9'].map((code) => `shift+${code}`),
]);

/** The page's own listeners hear it; VS Code's, which comes last, does not. */
export function queueStop(event: KeyboardEvent): void {
  event.currentTarget?.addEventListener('keydown', (own) => own === event && own.stopPropagation(), { once: true });
}
