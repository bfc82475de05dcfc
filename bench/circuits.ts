/** Measures the circuits' Poseidon against circomlib's. See USAGE. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CIRCUITS, type CircuitName } from '@veilgrid/circuits';
import { packageRoot } from '@veilgrid/circuits/scripts/paths';
import { type Closers, interruptible } from '@veilgrid/cli/terminal/interrupt';
import type { CircuitInputs } from '@veilgrid/protocol/prover';
import { compileCalculator } from '@veilgrid/wasm-core/prover/files';
import { calculateWitness } from '@veilgrid/wasm-core/prover/witness';
import { type FormCost, measureForm, writeCircomlibForm } from './circuitForm.js';
import { secondRun } from './dayCost.js';
import { FLAGS, readOptions, usageOf } from './options.js';
import { print, type Row, row } from './rows.js';
import { cpuMedians } from './timing.js';

const USAGE = usageOf(
  'circuits',
  `The six statements against the same with Poseidon as circomlib writes it, a component a round: CPU time and
memory of compiling, CPU time of keys, size of the witness calculators, median CPU time of a witness. Both forms
in turns, without cache. Inputs are those of the demo's market day of 12 households, and both forms must give
the same public signals.`,
  '  --small           small profile\n',
);
const PEER = 'Poseidon as circomlib writes it';
const HOUSEHOLDS = 12;
const ROUNDS = 25;
const WIRE_BYTES = 32;
const MILLI = 1000;
const MEGA = 1e6;

/** Ours, then circomlib's. */
type Pair<T> = readonly [T, T];
interface Measured {
  readonly cost: Pair<FormCost>;
  readonly witnessSeconds: Pair<number>;
}

const { json, small } = readOptions(
  USAGE,
  () => parseArgs({ options: { ...FLAGS, small: { type: 'boolean', default: false } } }).values,
);
const profile = small ? 'small' : 'full';
print(await interruptible(measureAll), json);

async function measureAll(closers: Closers, signal: AbortSignal): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'veilgrid-bench-'));
  closers.defer(() => rmSync(folder, { recursive: true, force: true }));
  const peerSources = join(folder, 'circomlib-form');
  writeCircomlibForm(peerSources);
  const inputs = new Map<CircuitName, CircuitInputs>();
  await secondRun(profile, HOUSEHOLDS, closers, signal, (circuit, input) => {
    if (!inputs.has(circuit)) inputs.set(circuit, input);
  });
  const all: Measured[] = [];
  const rows: Row[] = [];
  for (const name of CIRCUITS) {
    process.stderr.write(`measuring ${name}\n`);
    const ours = await measureForm(packageRoot, profile, name, join(folder, `ours-${name}`));
    const peer = await measureForm(peerSources, profile, name, join(folder, `peer-${name}`));
    const witnessSeconds = await witnessTimes([ours, peer], inputs.get(name)!);
    const measured: Measured = { cost: [ours, peer], witnessSeconds };
    all.push(measured);
    rows.push(...rowsOf(`${name}, ${profile} profile`, [measured]));
  }
  return [...rows, ...rowsOf(`the ${all.length} circuits, ${profile} profile`, all)];
}

async function witnessTimes(costs: Pair<FormCost>, input: CircuitInputs): Promise<Pair<number>> {
  const works = await Promise.all(
    costs.map(async ({ calculator }): Promise<() => Uint8Array> => {
      const compiled = await compileCalculator(calculator);
      return () => calculateWitness(compiled, input);
    }),
  );
  const [ours, peer] = works.map((work) => work().subarray(0, WIRE_BYTES * (1 + costs[0].publicSignals)));
  if (!Buffer.from(ours!).equals(peer!)) throw new Error('the forms give other public signals');
  const [seconds, peerSeconds] = await cpuMedians(ROUNDS, ...works);
  return [seconds!, peerSeconds!];
}

/** Sums over the circuits; of memory the largest, as they are compiled one by one. */
function rowsOf(what: string, measured: readonly Measured[]): Row[] {
  const beside = (name: string, unit: string, of: (m: Measured, form: 0 | 1) => number, join = sum) => {
    const [ours, peer] = ([0, 1] as const).map((form) => join(measured.map((m) => of(m, form))));
    return row(`${what}, ${name}`, ours!, unit, PEER, peer!);
  };
  return [
    beside('constraints', 'constraints', ({ cost }, form) => cost[form].constraints),
    beside('compile, CPU time', 's', ({ cost }, form) => cost[form].compile.cpuSeconds),
    beside('compile, peak memory', 'MB', ({ cost }, form) => cost[form].compile.peakMegabytes, largest),
    beside('keys, CPU time', 's', ({ cost }, form) => cost[form].keys.cpuSeconds),
    beside('witness calculator', 'MB', ({ cost }, form) => cost[form].calculatorBytes / MEGA),
    beside('witness, CPU time', 'ms', ({ witnessSeconds }, form) => witnessSeconds[form] * MILLI),
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function largest(values: readonly number[]): number {
  return Math.max(...values);
}
