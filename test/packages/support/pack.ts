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
}

export const root = process.cwd();
export const rootPackage = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as PackageJson & {
  readonly workspaces: readonly string[];
};

export const packageJson = (folder: string): PackageJson =>
  JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));

export interface Packed {
  readonly name: string;
  /** Of the tarball. */
  readonly filename: string;
  readonly files: ReadonlyArray<{ readonly path: string; readonly size: number }>;
}

/** `npm pack` of every workspace. */
export function pack(...options: string[]): Packed[] {
  const args = ['pack', '--json', ...options, ...rootPackage.workspaces.flatMap((name) => ['-w', name])];
  return JSON.parse(
    execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  );
}
