/** What the bundler turns into text: style sheets as they are, fonts as `data:` addresses. */
declare module '*.css' {
  const text: string;
  export default text;
}
declare module '*.ttf' {
  const dataUrl: string;
  export default dataUrl;
}
declare module '*.woff2' {
  const dataUrl: string;
  export default dataUrl;
}
/** The part of Mermaid that is used. Its package has no types. */
declare module '@mermaid-js/tiny' {
  const mermaid: {
    initialize(options: { readonly [name: string]: unknown }): void;
    /** Throws for a diagram that it can't read, with a message of several lines. */
    render(id: string, source: string): Promise<{ readonly svg: string }>;
  };
  export default mermaid;
}
