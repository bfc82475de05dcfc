/** Which of our modules a fresh process compiles, and in which threads: the true ones, by their bytes. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';

const NAMES = ['probe', 'wasm', 'prover', 'verifier', 'wasmTwin', 'proverTwin', 'verifierTwin'] as const;
const MARK = 'compiled';

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Runs before everything else, in threads too, and only tells. */
const WATCH = `
  import { createHash } from 'node:crypto';
  import { writeSync } from 'node:fs';
  import { isMainThread } from 'node:worker_threads';
  const { compile } = WebAssembly;
  WebAssembly.compile = (bytes) => {
    const hash = createHash('sha256').update(bytes).digest('hex');
    writeSync(1, ['${MARK}', isMainThread ? 'main' : 'thread', hash].join(' ') + '\\n');
    return compile(bytes);
  };`;

export interface Run {
  readonly main: string[];
  readonly threads: string[];
  /** What else was printed. */
  readonly output: string;
}

/** Modules by name and sorted, each once. `source` imports by calls, `before` is run in each thread before it. */
export async function compiledBy(
  source: string,
  { env = {}, flags = [], before = '' }: { env?: NodeJS.ProcessEnv; flags?: string[]; before?: string } = {},
): Promise<Run> {
  const { VEILGRID_SIMD: _, ...rest } = process.env;
  const preload = `data:text/javascript,${encodeURIComponent(WATCH + before)}`;
  // No --input-type: threads would get it too, and refuse it.
  const args = [...flags, '--import', preload, '--eval', `(async () => {${source}})();`];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env: { ...rest, ...env },
    maxBuffer: 2 ** 26,
  });
  const lines = stdout.trim().split('\n');
  const told = lines.filter((line) => line.startsWith(MARK)).map((line) => line.split(' '));
  const names = new Map<string, string>();
  for (const name of NAMES) {
    const { WASM_BASE64 } = (await import(`@veilgrid/wasm-core/generated/${name}`)) as {
      WASM_BASE64: string;
    };
    names.set(hashOf(Buffer.from(WASM_BASE64, 'base64')), name);
  }
  const of = (where: string) =>
    [...new Set(told.filter(([, at]) => at === where).map(([, , hash]) => names.get(hash!)))]
      .filter((name) => name !== undefined)
      .sort();
  return {
    main: of('main'),
    threads: of('thread'),
    output: lines.filter((line) => !line.startsWith(MARK)).join('\n'),
  };
}
