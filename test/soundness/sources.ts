import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const FOLDER = 'test/soundness';
const IMPORT = /from '(\.[^']*)\.js'/g;

/** The tool's own sources and all that they import from test/, by path from the repository's root. */
export function toolSources(): string[] {
  const open = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => join(FOLDER, file));
  const found = new Set<string>();
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    for (const [, path] of readFileSync(file, 'utf8').matchAll(IMPORT))
      open.push(`${join(dirname(file), path!)}.ts`);
  }
  return [...found].sort();
}

/** SHA-256 over path and text of the tool's sources. */
export function toolHash(): string {
  const hash = createHash('sha256');
  for (const file of toolSources()) hash.update(`${file}\0${readFileSync(file, 'utf8')}\0`);
  return hash.digest('hex');
}
