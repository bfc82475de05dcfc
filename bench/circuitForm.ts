import { cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CircuitName, circuitSpec, type ProfileName } from '@veilgrid/circuits';
import { runChild } from '@veilgrid/circuits/scripts/child';
import { compilerArgs } from '@veilgrid/circuits/scripts/compile';
import { packageRoot, scriptPath } from '@veilgrid/circuits/scripts/paths';
import { readR1cs } from '@veilgrid/circuits/scripts/r1cs';
import { mainSource } from '@veilgrid/circuits/scripts/spec';

const ROOMS = ['lib', 'core', 'market'];
const MEASURED = fileURLToPath(new URL('measured.js', import.meta.url));
const CIRCOMLIB_FORM = fileURLToPath(new URL('../circomlib/poseidon.circom', import.meta.url));

interface Usage {
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

/** A circuit as one form's sources give it. */
export interface FormCost {
  readonly compile: Usage;
  readonly keys: Usage;
  readonly constraints: number;
  readonly publicSignals: number;
  /** The file that calculates witnesses. */
  readonly calculator: string;
  readonly calculatorBytes: number;
}

/** Copies the circuits into `folder`, with Poseidon as circomlib writes it. */
export function writeCircomlibForm(folder: string): void {
  for (const room of ROOMS) cpSync(join(packageRoot, room), join(folder, room), { recursive: true });
  cpSync(CIRCOMLIB_FORM, join(folder, 'lib', 'poseidon.circom'));
}

/** Compiles the circuit from the sources in `includeDir` and makes its keys, both in `out`, past any cache. */
export async function measureForm(
  includeDir: string,
  profile: ProfileName,
  name: CircuitName,
  out: string,
): Promise<FormCost> {
  mkdirSync(out, { recursive: true });
  const main = join(out, 'main.circom');
  const source = { main: mainSource(circuitSpec(profile, name)), includeDirs: [includeDir] };
  writeFileSync(main, source.main);
  const compile = await measured('circom', compilerArgs(source, main, out));
  const r1cs = join(out, 'main.r1cs');
  const keys = await measured('devkey', [r1cs, out]);
  const { nConstraints, nPublic } = readR1cs(readFileSync(r1cs));
  const calculator = join(out, 'main_js', 'main.wasm');
  return {
    compile,
    keys,
    constraints: nConstraints,
    publicSignals: nPublic,
    calculator,
    calculatorBytes: statSync(calculator).size,
  };
}

async function measured(script: string, args: readonly string[]): Promise<Usage> {
  const { exitCode, output } = await runChild(MEASURED, [scriptPath(script), ...args]);
  if (exitCode !== 0) throw new Error(output);
  return JSON.parse(output.split('\n').at(-1)!);
}
