/** Recolouring of HTML mails for dark themes: backgrounds turn dark, text keeps its contrast, pictures stay as they are. */

/** The most elements that are recoloured; a mail with more is shown as it is. */
const elementsMax = 20_000;
/** WCAG 2.2 §1.4.3. */
const contrastMin = 4.5;

export function isDark(): boolean {
  const { classList } = document.body;
  if (classList.contains('vscode-high-contrast-light')) return false;
  return classList.contains('vscode-dark') || classList.contains('vscode-high-contrast');
}

type Rgb = readonly [red: number, green: number, blue: number];

/** Recolours a mail's document. Everything is read first and written afterwards, so that the page is laid out once. */
export function adaptColours(inside: Document): void {
  const view = inside.defaultView;
  const elements = [...inside.body.querySelectorAll<HTMLElement>('*')];
  if (!view || elements.length > elementsMax) return;
  const base = parseColour(view.getComputedStyle(inside.documentElement).backgroundColor)?.rgb ?? [30, 30, 30];
  const seen = new Map<Element, { background: Rgb }>();
  seen.set(inside.body, { background: base });
  const changes: [HTMLElement, string, string][] = [];
  for (const one of elements) {
    const style = view.getComputedStyle(one);
    const above = (one.parentElement && seen.get(one.parentElement)?.background) ?? base;
    const own = parseColour(style.backgroundColor);
    let background = above;
    if (own && own.alpha > 0.1) {
      background = darkened(own.rgb);
      changes.push([one, 'background-color', css(background)]);
    }
    seen.set(one, { background });
    const text = parseColour(style.color)?.rgb;
    if (text) {
      const wanted = readable(text, background);
      if (wanted !== text) changes.push([one, 'color', css(wanted)]);
    }
    for (const side of ['top', 'right', 'bottom', 'left']) {
      if (style.getPropertyValue(`border-${side}-width`) === '0px') continue;
      const border = parseColour(style.getPropertyValue(`border-${side}-color`));
      if (border && luminance(border.rgb) > 0.2)
        changes.push([one, `border-${side}-color`, css(darkened(border.rgb, 0.25))]);
    }
  }
  for (const [one, property, value] of changes) one.style.setProperty(property, value, 'important');
}

export function parseColour(text: string): { rgb: Rgb; alpha: number } | undefined {
  const match = /^rgba?\(\s*([\d.]+)[,\s]+([\d.]+)[,\s]+([\d.]+)(?:[,/\s]+([\d.]+))?\s*\)$/.exec(text);
  if (!match) return undefined;
  return {
    rgb: [Number(match[1]), Number(match[2]), Number(match[3])],
    alpha: match[4] === undefined ? 1 : Number(match[4]),
  };
}

/** A light colour as a dark one of the same hue; a dark one stays. White becomes the `floor`. */
export function darkened(rgb: Rgb, floor = 0.13): Rgb {
  const [hue, saturation, lightness] = toHsl(rgb);
  if (lightness < 0.45) return rgb;
  return fromHsl(hue, saturation * 0.7, floor + (1 - lightness) * 0.45);
}

/** The same hue, as light as it must be to be read on `background`. */
export function readable(text: Rgb, background: Rgb): Rgb {
  if (contrast(text, background) >= contrastMin) return text;
  const [hue, saturation, lightness] = toHsl(text);
  const goesUp = contrast([255, 255, 255], background) >= contrast([0, 0, 0], background);
  const start = goesUp ? Math.max(lightness, 1 - lightness) : Math.min(lightness, 1 - lightness);
  for (let step = 0; step <= 20; step++) {
    const next = goesUp ? start + ((1 - start) * step) / 20 : start * (1 - step / 20);
    const tried = fromHsl(hue, saturation, next);
    if (contrast(tried, background) >= contrastMin) return tried;
  }
  return goesUp ? [255, 255, 255] : [0, 0, 0];
}

/** WCAG 2.2 contrast ratio, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

function luminance([red, green, blue]: Rgb): number {
  const linear = (value: number) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function css([red, green, blue]: Rgb): string {
  return `rgb(${Math.round(red)}, ${Math.round(green)}, ${Math.round(blue)})`;
}

function toHsl([red, green, blue]: Rgb): [hue: number, saturation: number, lightness: number] {
  const [r, g, b] = [red / 255, green / 255, blue / 255];
  const max = Math.max(r, g, b);
  const min = Math.min(r, g, b);
  const lightness = (max + min) / 2;
  const range = max - min;
  if (range === 0) return [0, 0, lightness];
  const saturation = range / (1 - Math.abs(2 * lightness - 1));
  const hue = max === r ? ((g - b) / range + 6) % 6 : max === g ? (b - r) / range + 2 : (r - g) / range + 4;
  return [hue * 60, saturation, lightness];
}

function fromHsl(hue: number, saturation: number, lightness: number): Rgb {
  const amount = saturation * Math.min(lightness, 1 - lightness);
  const channel = (n: number) => {
    const k = (n + hue / 30) % 12;
    return 255 * (lightness - amount * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  };
  return [channel(0), channel(8), channel(4)];
}
