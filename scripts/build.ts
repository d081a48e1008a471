import { spawnSync } from 'node:child_process';

/** `npm run build`: every bundle, for development. */
const { status } = spawnSync(process.execPath, ['esbuild.mjs', ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = status ?? 1;
