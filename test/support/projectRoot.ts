/** Where the project is, whatever the working directory of the test run. */
import { resolve } from 'node:path';

export const projectRoot = resolve(import.meta.dirname, '../..');
