import { execFile } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = process.cwd();
const PACKAGES = ['protocol', 'circuits', 'wasm-core', 'node', 'client-sdk', 'services', 'cli'];
const LEFT_BEHIND = /(^|\/)(dist|node_modules|keys|\.cache|data|[^/]*\.tsbuildinfo)$/;

/** A copy of the packages' sources, in which a test may write. */
export class Scratch {
  readonly folder = mkdtempSync(join(tmpdir(), 'veilgrid-house-'));

  constructor() {
    const copy = (path: string) =>
      cpSync(join(ROOT, path), join(this.folder, path), {
        recursive: true,
        filter: (source) => !LEFT_BEHIND.test(source),
      });
    for (const path of [
      ...PACKAGES,
      'test/protocol/support',
      'package.json',
      'tsconfig.base.json',
      '.dependency-cruiser.cjs',
    ]) {
      copy(path);
    }
    this.#linkModules('node_modules');
    for (const name of PACKAGES) this.#linkModules(`${name}/node_modules`);
    mkdirSync(join(this.folder, 'node_modules/@veilgrid'));
    for (const name of PACKAGES) {
      symlinkSync(join(this.folder, name), join(this.folder, 'node_modules/@veilgrid', name));
    }
    // Of the tests only what the compiler must hold to the table of kinds.
    this.write(
      'test/tsconfig.json',
      JSON.stringify({
        extends: '../tsconfig.base.json',
        compilerOptions: { rootDir: '.', outDir: 'dist' },
        include: ['protocol/support/bodies.ts'],
        references: PACKAGES.map((name) => ({ path: `../${name}` })),
      }),
    );
  }

  /** What is installed, but our own packages. */
  #linkModules(path: string): void {
    let names: string[];
    try {
      names = readdirSync(join(ROOT, path));
    } catch {
      return;
    }
    mkdirSync(join(this.folder, path));
    for (const name of names.filter((each) => each !== '@veilgrid')) {
      symlinkSync(join(ROOT, path, name), join(this.folder, path, name));
    }
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  append(path: string, text: string): void {
    appendFileSync(join(this.folder, path), text);
  }

  /** Replaces a piece of a file that must stand there once. */
  edit(path: string, piece: string, next: string): void {
    const parts = readFileSync(join(this.folder, path), 'utf8').split(piece);
    if (parts.length !== 2) throw new Error(`${path} has ${parts.length - 1} times: ${piece}`);
    this.write(path, parts.join(next));
  }

  /** @returns the compiler's errors, by file */
  async compile(): Promise<Map<string, string[]>> {
    const output = await this.#run('tsc', '-b', 'cli', 'test', '--pretty', 'false');
    const errors = new Map<string, string[]>();
    for (const [, file, message] of output.matchAll(/^([^\s(]+)\(\d+,\d+\): error TS\d+: (.*)$/gm)) {
      errors.set(file!, [...(errors.get(file!) ?? []), message!]);
    }
    if (errors.size === 0 && output.trim() !== '') throw new Error(`the compiler says: ${output}`);
    return errors;
  }

  /** @returns the dependency rules that are broken, with the file that breaks them */
  async brokenRules(): Promise<{ rule: string; from: string }[]> {
    const output = await this.#run(
      ...['depcruise', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
      ...PACKAGES,
    );
    const { summary } = JSON.parse(output) as {
      summary: { violations: { rule: { name: string }; from: string }[] };
    };
    return summary.violations.map(({ rule, from }) => ({ rule: rule.name, from }));
  }

  async #run(command: string, ...args: string[]): Promise<string> {
    const options = { cwd: this.folder, maxBuffer: 64 * 2 ** 20 };
    try {
      return (await run(join(ROOT, 'node_modules/.bin', command), args, options)).stdout;
    } catch (error) {
      // Both report what they found with an exit code of their own.
      const { stdout } = error as { stdout?: string };
      if (stdout === undefined) throw error;
      return stdout;
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
