import { frameSandbox } from '../protocol/views/reader.ts';

/**
 * Elements that make Chromium open a connection before the page's policy is asked: a frame's address is connected to
 * while `frame-src 'none'` is still being checked, and hints and refreshes likewise. None of them is in sanitised HTML;
 * they go here once more, so that this wall holds alone.
 */
const reaching =
  'iframe,frame,frameset,fencedframe,portal,object,embed,applet,link,meta,base,script,form,template,noscript,svg,math';

/** A frame for one mail: sandboxed, empty until {@link fillMailFrame}. */
export function createMailFrame(title: string): HTMLIFrameElement {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', frameSandbox);
  frame.title = title;
  frame.srcdoc = '<!doctype html><html><head></head><body></body></html>';
  return frame;
}

/**
 * Puts a mail's HTML into its frame, once the frame has loaded. The HTML is parsed in a document that loads nothing,
 * and its nodes move over as they are: it is never written out and read again, which is where markup changes its meaning.
 */
export function fillMailFrame(frame: HTMLIFrameElement, html: string, pageStyle: string): void {
  const target = frame.contentDocument;
  if (!target?.body) return;
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  for (const element of parsed.querySelectorAll(reaching)) element.remove();
  const style = target.createElement('style');
  style.textContent = pageStyle;
  target.head.replaceChildren(style);
  target.body.replaceChildren(
    ...[...parsed.head.childNodes, ...parsed.body.childNodes].map((node) => target.importNode(node, true)),
  );
}
