/** What is dropped anywhere on the page: files from the editor's own lists, which have a place, and from elsewhere, which have bytes. */

export interface DropsHost {
  /** Whether pictures that are dropped there belong into the text. */
  isText(target: EventTarget | null): boolean;
  onPicture(uri: string): void;
  onUris(uris: readonly string[]): void;
  onFile(file: File): Promise<void>;
  readonly signal: AbortSignal;
}

const urisMax = 100;
const pictureName = /\.(?:png|jpe?g|gif|webp|bmp|svg)(?:[?#]|$)/i;

export function takeDrops(host: DropsHost): void {
  const { signal } = host;
  document.addEventListener('dragover', (event) => hasFiles(event) && event.preventDefault(), { signal });
  document.addEventListener('drop', (event) => drop(event, host), { capture: true, signal });
}

function drop(event: DragEvent, host: DropsHost): void {
  const { dataTransfer: data, target } = event;
  if (!data || !hasFiles(event)) return;
  const uris = urisOf(data);
  // Bytes on the text are the text's: it puts pictures where they were dropped.
  if (uris.length === 0 && (host.isText(target) || data.files.length === 0)) return;
  event.preventDefault();
  event.stopPropagation();
  const pictures = host.isText(target) ? uris.filter((uri) => pictureName.test(uri)) : [];
  for (const uri of pictures) host.onPicture(uri);
  const others = uris.filter((uri) => !pictures.includes(uri));
  if (others.length > 0) host.onUris(others);
  if (uris.length === 0) void keepAll([...data.files], host);
}

async function keepAll(files: readonly File[], host: DropsHost): Promise<void> {
  for (const file of files) await host.onFile(file);
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  const types = dataTransfer?.types ?? [];
  return types.some((type) => /^(?:Files|text\/uri-list|application\/vnd\.code\.uri-list)$/i.test(type));
}

function urisOf(data: DataTransfer): readonly string[] {
  const list = data.getData('application/vnd.code.uri-list') || data.getData('text/uri-list');
  const lines = list.split(/\r?\n/).filter((line) => /^(?:file|vscode-remote|vscode-vfs|memfs):/.test(line));
  return lines.slice(0, urisMax);
}
