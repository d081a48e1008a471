import type { WireTap } from '../net/wireTap.ts';

/** A log for imapflow, which tells it each command and each response, credentials and long values left out. */
export function tapLog(tap: WireTap) {
  const quiet = () => {};
  const tell = ({ src, msg }: { readonly src?: unknown; readonly msg?: unknown } = {}) => {
    if (typeof msg !== 'string') return;
    if (src === 'c') tap.client(msg);
    if (src === 's') tap.server(msg);
  };
  // What it can't parse it tells as an error, with the words.
  return { trace: tell, debug: tell, info: quiet, warn: quiet, error: tell, fatal: quiet };
}
