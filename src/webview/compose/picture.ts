import { element } from '../dom.ts';

/** A picture in the page: asked of the host, because the page itself reaches no file, with a grip that changes its width. */

/** What a picture's view needs of the page. */
export interface PictureHost {
  /** Calls back with a `data:` address, or with nothing where there is no such picture. */
  load(src: string, show: (data: string) => void): void;
  readonly missing: (src: string) => string;
  readonly gripLabel: string;
}

interface PictureNode {
  readonly attrs: { readonly [name: string]: unknown };
}

interface ViewProps {
  readonly node: PictureNode;
  readonly getPos: () => number | undefined;
  readonly editor: {
    readonly commands: {
      updateAttributes(name: string, attrs: { readonly width: number }): boolean;
      setNodeSelection(at: number): boolean;
    };
  };
}

const widthMin = 16;
const widthStep = 16;

/** Shows remote pictures by their words only: the page has no network, and neither has who reads the mail by default. */
export function createPictureView(host: PictureHost) {
  return ({ node, getPos, editor }: ViewProps) => {
    const image = element('img', { alt: String(node.attrs['alt'] ?? ''), draggable: 'true' });
    const grip = element('span', {
      class: 'grip',
      role: 'slider',
      tabindex: '0',
      'aria-label': host.gripLabel,
      'aria-valuemin': String(widthMin),
      'aria-valuemax': '2000',
    });
    const dom = element('span', { class: 'picture' }, image, grip);
    let current = node;
    const show = (data: string) => {
      if (data === '')
        dom.replaceChildren(element('span', { class: 'missing' }, host.missing(String(current.attrs['src']))));
      else image.src = data;
    };
    const setWidth = (width: number) => {
      const at = getPos();
      if (at === undefined) return;
      editor.commands.setNodeSelection(at);
      editor.commands.updateAttributes('image', { width: Math.round(Math.min(2_000, Math.max(widthMin, width))) });
    };
    const reflect = () => {
      const width = Number(current.attrs['width'] ?? 0);
      image.alt = String(current.attrs['alt'] ?? '');
      image.style.width = width > 0 ? `${width}px` : '';
      grip.setAttribute('aria-valuenow', String(width || Math.round(image.getBoundingClientRect().width) || widthMin));
    };
    resizeBy(grip, image, setWidth);
    reflect();
    host.load(String(node.attrs['src'] ?? ''), show);
    return {
      dom,
      update(next: PictureNode & { readonly type: { readonly name: string } }) {
        if (next.type.name !== 'image' || next.attrs['src'] !== current.attrs['src']) return false;
        current = next;
        reflect();
        return true;
      },
      stopEvent: (event: Event) => event.target === grip,
      ignoreMutation: () => true,
    };
  };
}

function resizeBy(grip: HTMLElement, image: HTMLImageElement, setWidth: (width: number) => void): void {
  grip.addEventListener('pointerdown', (down) => {
    down.preventDefault();
    grip.setPointerCapture(down.pointerId);
    const width = image.getBoundingClientRect().width;
    const at = (event: PointerEvent) => width + event.clientX - down.clientX;
    const move = (event: PointerEvent) => {
      image.style.width = `${Math.max(widthMin, at(event))}px`;
    };
    grip.addEventListener('pointermove', move);
    grip.addEventListener(
      'pointerup',
      (event) => {
        grip.removeEventListener('pointermove', move);
        setWidth(at(event));
      },
      { once: true },
    );
  });
  grip.addEventListener('keydown', (event) => {
    const step = event.key === 'ArrowRight' ? widthStep : event.key === 'ArrowLeft' ? -widthStep : 0;
    if (step === 0) return;
    event.preventDefault();
    setWidth(image.getBoundingClientRect().width + step);
  });
}
