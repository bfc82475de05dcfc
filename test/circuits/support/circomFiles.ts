import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '@veilgrid/circuits/scripts/paths';

/** Every circom file of circuits/, by its path below it: the library's and each room's. */
export function circomFiles(): string[] {
  const own = readdirSync(packageRoot, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory()) return [entry.name];
    // Neither what is installed nor what is built or cached holds sources.
    if (entry.name === 'node_modules' || entry.name === 'dist' || entry.name.startsWith('.')) return [];
    return readdirSync(join(packageRoot, entry.name), { recursive: true }).map((file) =>
      join(entry.name, String(file)),
    );
  });
  return own.filter((file) => file.endsWith('.circom')).sort();
}
