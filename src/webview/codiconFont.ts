import codiconFont from '@vscode/codicons/dist/codicon.ttf';

/** The font of icons, brought along by the bundle: a page loads nothing. */
export const codiconFace = `@font-face{font-family:codicon;src:url(${codiconFont})}`;
