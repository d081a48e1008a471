// Loaded into VS Code's extension host by NODE_OPTIONS: measures on the host's own thread how long an extension's code
// takes, first to load and then to activate, each from its first line to its last. MAILROOM_ACTIVATION_LOG names the file
// that gets a line of JSON for each extension; MAILROOM_EXTENSIONS the folder whose extensions are measured.

import { appendFileSync } from 'node:fs';
import Module from 'node:module';

const log = process.env.MAILROOM_ACTIVATION_LOG;
const folder = process.env.MAILROOM_EXTENSIONS;
const { load } = Module.prototype;

if (log && folder) {
  Module.prototype.load = function measured(file) {
    const start = performance.now();
    load.call(this, file);
    const loadMs = performance.now() - start;
    // What an extension's main file requires in turn has no `activate`, and its time is in that of the main file.
    const { exports } = this;
    if (!file.startsWith(folder) || typeof exports.activate !== 'function') return;
    const activate = (context) => {
      const activateStart = performance.now();
      const result = exports.activate(context);
      const activateMs = performance.now() - activateStart;
      appendFileSync(log, `${JSON.stringify({ extension: context.extension.id, loadMs, activateMs })}\n`);
      return result;
    };
    this.exports = { ...exports, activate };
  };
}
