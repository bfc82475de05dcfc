/** Measures the circuits' Poseidon against circomlib's. See USAGE. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CIRCUITS, type CircuitName } from '@veilgrid/circuits';
import { packageRoot } from '@veilgrid/circuits/scripts/paths';
import { type Closers, interruptible } from '@veilgrid/cli/terminal/interrupt';
import type { CircuitInputs } from '@veilgrid/protocol/prover';
import { type FormCost, measureForm, writeCircomlibForm } from './circuitForm.js';
import { secondRun } from './dayCost.js';
import { FLAGS, readOptions, usageOf } from './options.js';
import { print, type Row, row } from './rows.js';
import { measureWitnesses, type Pair, type WitnessCost } from './witnessCost.js';

const USAGE = usageOf(
  'circuits',
  `The statements against the same with Poseidon as circomlib writes it, a component a round: CPU time and
memory of compiling, CPU time of keys, size of the witness calculators, and medians of the CPU time of witnesses:
the first of a process, compiling the calculator included, and one after many. Both forms in turns, without
cache. Inputs are those of the demo's market day of 12 households; both forms must give the same public signals.`,
  '  --small           small profile\n',
);
const PEER = 'Poseidon as circomlib writes it';
const HOUSEHOLDS = 12;
const MILLI = 1000;
const MEGA = 1e6;

interface Measured {
  readonly cost: Pair<FormCost>;
  readonly witness: WitnessCost;
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
    const witness = await measureWitnesses(
      [ours.calculator, peer.calculator],
      inputs.get(name)!,
      ours.publicSignals,
      join(folder, `${name}.json`),
    );
    const measured: Measured = { cost: [ours, peer], witness };
    all.push(measured);
    rows.push(...rowsOf(`${name}, ${profile} profile`, [measured]));
  }
  return [...rows, ...rowsOf(`the ${all.length} circuits, ${profile} profile`, all)];
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
    beside('first witness of a process, CPU time', 'ms', ({ witness }, form) => witness.first[form] * MILLI),
    beside('later witness, CPU time', 'ms', ({ witness }, form) => witness.later[form] * MILLI),
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function largest(values: readonly number[]): number {
  return Math.max(...values);
}
