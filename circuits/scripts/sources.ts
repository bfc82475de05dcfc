import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ArtifactError } from './errors.js';
import { circomlibParent, circomVersion } from './paths.js';

/** Names what lies in a compiled folder and by which options it was made. */
const CACHE_FORMAT = 'circom2 --O2, files and sha256.json';

/** A circuit to compile: the text of its main file and the folders its includes are looked for in. */
export interface CircuitSource {
  main: string;
  includeDirs: readonly string[];
}

/** All folders the compiler searches, in its order. */
export function searchDirs(source: CircuitSource): string[] {
  return [...source.includeDirs, circomlibParent];
}

function includesOf(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');
  return [...code.matchAll(/\binclude\s+"([^"]+)"/g)].map((match) => match[1]!);
}

/**
 * SHA-256 that names a compilation: the compiler's version, the main file and every source it reaches, each
 * by its path below the search folder (so that the hash does not depend on where the project lies).
 */
export function sourceHash(source: CircuitSource): string {
  const dirs = searchDirs(source);
  const seen = new Map<string, string>();
  const visit = (text: string, folders: readonly string[]): void => {
    for (const include of includesOf(text)) {
      const file = folders.map((folder) => join(folder, include)).find((path) => existsSync(path));
      if (file === undefined)
        throw new ArtifactError('SOURCE', `cannot find include "${include}"`, { file: include });
      if (seen.has(file)) continue;
      const included = readFileSync(file, 'utf8');
      const home = dirs.find((dir) => !relative(dir, file).startsWith('..'));
      seen.set(file, `${home === undefined ? include : relative(home, file)}\0${included}`);
      visit(included, [dirname(file), ...dirs]);
    }
  };
  visit(source.main, dirs);
  const hash = createHash('sha256').update(JSON.stringify([CACHE_FORMAT, circomVersion, source.main]));
  for (const entry of [...seen.values()].sort()) hash.update(createHash('sha256').update(entry).digest());
  return hash.digest('hex');
}
