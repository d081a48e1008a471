/** What the bundler turns into text: style sheets as they are, fonts as `data:` addresses. */
declare module '*.css' {
  const text: string;
  export default text;
}
declare module '*.ttf' {
  const dataUrl: string;
  export default dataUrl;
}
