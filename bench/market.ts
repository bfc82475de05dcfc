/** Measures a market day: every circuit, the demo's first and second run, and memory. See USAGE. */
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { interruptible } from '@veilgrid/cli/terminal/interrupt';
import type { Circuit } from '@veilgrid/protocol/kinds';
import { CIRCUITS } from '@veilgrid/protocol/kinds';
import type { CircuitInputs } from '@veilgrid/protocol/prover';
import { type CircuitCost, measureCircuit } from './circuitCost.js';
import { type DayCost, firstRun, secondRun } from './dayCost.js';
import { FLAGS, readOptions, usageOf } from './options.js';
import { figure, print, type Row } from './rows.js';

const USAGE = usageOf(
  'market',
  `Runs the demo's market day twice, first with an empty cache (circuits compiled, keys made), then with a full
one, and measures each circuit on the inputs of that second day: medians over several proofs on one thread.`,
  `  --small           small profile
  --households N    default 12
  --repeat N        measurements of each circuit (default 5)
  --second-only     leave the first run out
`,
);

function read() {
  const { values } = parseArgs({
    options: {
      ...FLAGS,
      small: { type: 'boolean', default: false },
      households: { type: 'string', default: '12' },
      repeat: { type: 'string', default: '5' },
      'second-only': { type: 'boolean', default: false },
    },
  });
  const households = wholeNumber(values.households, 10, 55);
  return { ...values, households, repeat: wholeNumber(values.repeat, 1, 1000) };
}

function wholeNumber(text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^[0-9]{1,4}$/.test(text) || value < min || value > max) {
    throw new RangeError(`a whole number from ${min} to ${max} is needed, not ${text}`);
  }
  return value;
}

async function measure({ small, households, repeat, 'second-only': secondOnly }: ReturnType<typeof read>) {
  const profile = small ? 'small' : 'full';
  const day = `market day, ${profile} profile, ${households} households`;
  return interruptible(async (closers, signal): Promise<Row[]> => {
    const first = secondOnly ? undefined : await firstRun(profile, households, closers);
    const inputs = new Map<Circuit, CircuitInputs>();
    const second = await secondRun(profile, households, closers, signal, (circuit, input) => {
      if (!inputs.has(circuit)) inputs.set(circuit, input);
    });
    const rows = [
      ...(first ? dayRows(`${day}, empty cache`, first) : []),
      ...dayRows(`${day}, full cache`, second),
    ];
    for (const name of CIRCUITS) {
      process.stderr.write(`measuring ${name}\n`);
      const cost = await measureCircuit(profile, name, inputs.get(name)!, repeat);
      rows.push(...circuitRows(`${name}, ${profile} profile`, cost));
    }
    return rows;
  });
}

function dayRows(day: string, { seconds, peakMegabytes }: DayCost): Row[] {
  const time = figure(day, seconds, 's');
  if (peakMegabytes === undefined) return [time];
  return [time, figure(`${day}, peak memory of the largest process`, peakMegabytes, 'MB')];
}

function circuitRows(circuit: string, cost: CircuitCost): Row[] {
  return [
    figure(`${circuit}, constraints`, cost.constraints, 'constraints'),
    figure(`${circuit}, public signals`, cost.publicSignals, 'signals'),
    figure(`${circuit}, proving key`, cost.keyBytes, 'bytes'),
    figure(`${circuit}, witness, one thread`, cost.witnessMs, 'ms'),
    figure(`${circuit}, prove, witness included, one thread`, cost.proveMs, 'ms'),
    figure(`${circuit}, verify, one thread`, cost.verifyMs, 'ms'),
  ];
}

const options = readOptions(USAGE, read);
process.stderr.write(
  `${availableParallelism()} cores, ${cpus()[0]?.model ?? ''}, Node.js ${process.version}\n`,
);
print(await measure(options), options.json);
