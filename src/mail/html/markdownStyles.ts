/**
 * The look of mail written in Markdown, as inline styles by element. Only what Outlook's Word engine and Gmail both
 * keep: no classes, no variables, no flex, longhand borders and sizes in px.
 */
const text =
  "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,'PingFang SC','Microsoft YaHei',sans-serif";
const mono = "font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,'Courier New',monospace";
const heading = 'margin:20px 0 8px 0;line-height:1.3;font-weight:600';
const cell = 'border:1px solid #d0d7de;padding:6px 12px;vertical-align:top';

export const markdownStyles: { readonly [element: string]: string } = {
  div: `${text};font-size:14px;line-height:1.5;color:#1f2328`,
  p: 'margin:0 0 12px 0',
  h1: `${heading};font-size:24px`,
  h2: `${heading};font-size:20px`,
  h3: `${heading};font-size:17px`,
  h4: `${heading};font-size:15px`,
  h5: `${heading};font-size:14px`,
  h6: `${heading};font-size:13px;color:#59636e`,
  a: 'color:#0969da;text-decoration:underline',
  ul: 'margin:0 0 12px 0;padding:0 0 0 28px',
  ol: 'margin:0 0 12px 0;padding:0 0 0 28px',
  li: 'margin:0 0 4px 0',
  blockquote: 'margin:0 0 12px 0;padding:0 0 0 12px;border-left:3px solid #d0d7de;color:#59636e',
  code: `${mono};font-size:13px;background-color:#f1f3f5;padding:1px 4px;border-radius:3px`,
  pre: 'margin:0 0 12px 0;padding:10px 12px;background-color:#f6f8fa;border:1px solid #d0d7de;border-radius:4px;white-space:pre-wrap;word-wrap:break-word',
  preCode: `${mono};font-size:13px;line-height:1.45`,
  table: 'border-collapse:collapse;margin:0 0 12px 0',
  th: `${cell};background-color:#f6f8fa;font-weight:600;text-align:left`,
  td: cell,
  img: 'max-width:100%;height:auto;border:0',
  hr: 'border:0;border-top:1px solid #d0d7de;margin:16px 0;height:1px',
};
