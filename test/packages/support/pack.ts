import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly type: string;
  readonly engines: { readonly node: string };
  readonly exports: Readonly<Record<string, { readonly types: string; readonly default: string }>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly scripts?: object;
  readonly private?: boolean;
}

export const root = process.cwd();

export const packageJson = (folder: string): PackageJson =>
  JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));

export const rootPackage = packageJson('.') as PackageJson & { readonly workspaces: readonly string[] };

/** Folders of the packages that are published. */
export const published = rootPackage.workspaces.filter((folder) => !packageJson(folder).private);

export interface Packed {
  readonly name: string;
  /** Of the tarball. */
  readonly filename: string;
  readonly files: ReadonlyArray<{ readonly path: string; readonly size: number }>;
}

/** `npm pack` of every published package. */
export function pack(...options: string[]): Packed[] {
  const args = ['pack', '--json', ...options, ...published.flatMap((name) => ['-w', name])];
  return JSON.parse(
    execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  );
}
