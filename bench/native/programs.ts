import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDir } from '@veilgrid/circuits/scripts/paths';

/** Sources; this file runs as `bench/dist/native/programs.js`. */
const SOURCES = fileURLToPath(new URL('../../native/', import.meta.url));
const OUT = join(cacheDir(), 'bench', 'native');
const EXE = process.platform === 'win32' ? '.exe' : '';

interface Build {
  readonly tool: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const RUST: Build = {
  tool: 'cargo',
  program: join(OUT, 'rust', 'release', `native-peers${EXE}`),
  args: ['build', '--release', '--locked', '--target-dir', join(OUT, 'rust')],
  env: { RUSTFLAGS: '-C target-cpu=native' },
};
const GO: Build = {
  tool: 'go',
  program: join(OUT, 'go', `native-peers${EXE}`),
  args: ['build', '-o', join(OUT, 'go', `native-peers${EXE}`), '.'],
  env: {},
};

/** The peers' programs; null where one cannot be had. */
export interface Programs {
  readonly rust: string | null;
  readonly go: string | null;
}

/** Compiled where sources or libraries are new, which takes minutes the first time. */
export const builtPrograms = (): Programs => ({ rust: built('rust', RUST), go: built('go', GO) });

function built(language: keyof Programs, { tool, program, args, env }: Build): string | null {
  process.stderr.write(`${tool} builds the peers in ${language}\n`);
  const { error, status } = spawnSync(tool, args, {
    cwd: join(SOURCES, language),
    env: { ...process.env, ...env },
    stdio: ['ignore', process.stderr.fd, 'inherit'],
  });
  if (status === 0) return program;
  const isMissing = error !== undefined && 'code' in error && error.code === 'ENOENT';
  const reason = isMissing ? 'is not installed' : 'did not build them';
  process.stderr.write(`${tool} ${reason}: rows of these peers are left out\n`);
  return null;
}
