/**
 * Puts into each package what it must carry and the repository holds once: licence and notice, and the
 * demo's data into the command's package. `npm run build` runs it, so that `npm pack` finds everything.
 */
import { copyFileSync, cpSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const readPackage = (folder) => JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));

for (const name of readPackage('.').workspaces.filter((folder) => !readPackage(folder).private)) {
  for (const file of ['LICENSE', 'NOTICE']) copyFileSync(join(ROOT, file), join(ROOT, name, file));
}
// Removed first: a file that is gone from data/ must not be shipped.
rmSync(join(ROOT, 'cli/data'), { recursive: true, force: true });
cpSync(join(ROOT, 'data'), join(ROOT, 'cli/data'), { recursive: true });
