/** Measures a market day: every circuit, the demo's first and second run, and memory. See USAGE. */
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { interruptible } from '@veilgrid/cli/terminal/interrupt';
import type { Circuit } from '@veilgrid/protocol/kinds';
import { CIRCUITS } from '@veilgrid/protocol/kinds';
import type { CircuitInputs } from '@veilgrid/protocol/prover';
import { type CircuitCost, measureCircuit } from './circuitCost.js';
import { type DayCost, firstRun, secondRun } from './dayCost.js';

const USAGE = `npm run bench:market -- [options]

Runs the demo's market day twice, first with an empty cache (circuits compiled, keys made), then with a full
one, and measures each circuit on the inputs of that second day: medians over several proofs on one thread.

  --small           small profile
  --households N    default 12
  --repeat N        measurements of each circuit (default 5)
  --second-only     leave the first run out
  --json            print one JSON object
  --help            this text
`;

interface Results {
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string };
  readonly profile: 'full' | 'small';
  readonly households: number;
  readonly firstRun: DayCost | undefined;
  readonly secondRun: DayCost;
  readonly circuits: Readonly<Record<string, CircuitCost>>;
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        small: { type: 'boolean', default: false },
        households: { type: 'string', default: '12' },
        repeat: { type: 'string', default: '5' },
        'second-only': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const households = wholeNumber(values.households, 10, 55);
    return { ...values, households, repeat: wholeNumber(values.repeat, 1, 1000) };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

function wholeNumber(text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^[0-9]{1,4}$/.test(text) || value < min || value > max) {
    throw new RangeError(`a whole number from ${min} to ${max} is needed, not ${text}`);
  }
  return value;
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) return void process.stdout.write(USAGE);
  const profile = options.small ? 'small' : 'full';
  const { households, repeat } = options;
  const results = await interruptible(async (closers, signal): Promise<Results> => {
    const first = options['second-only'] ? undefined : await firstRun(profile, households, closers);
    const inputs = new Map<Circuit, CircuitInputs>();
    const second = await secondRun(profile, households, closers, signal, (circuit, input) => {
      if (!inputs.has(circuit)) inputs.set(circuit, input);
    });
    const circuits: Record<string, CircuitCost> = {};
    for (const name of CIRCUITS) {
      process.stderr.write(`measuring ${name}\n`);
      circuits[name] = await measureCircuit(profile, name, inputs.get(name)!, repeat);
    }
    const machine = { cpu: cpus()[0]?.model ?? '', cores: availableParallelism(), node: process.version };
    return { machine, profile, households, firstRun: first, secondRun: second, circuits };
  });
  process.stdout.write(options.json ? `${JSON.stringify(results)}\n` : `${text(results)}\n`);
}

function text({ machine, firstRun: first, secondRun: second, circuits }: Results): string {
  const run = (name: string, cost: DayCost) =>
    `${name}: ${cost.seconds.toFixed(1)} s, largest process ${cost.peakMegabytes ?? '?'} MB`;
  return [
    `${machine.cores} cores, ${machine.cpu}, Node.js ${machine.node}`,
    ...(first ? [run('first run', first)] : []),
    run('second run', second),
    ...Object.entries(circuits).map(
      ([name, c]) =>
        `${name}: ${c.constraints} constraints, ${c.publicSignals} public signals, ` +
        `key ${(c.keyBytes / 1e6).toFixed(1)} MB, witness ${c.witnessMs} ms, ` +
        `prove ${c.proveMs} ms (witness included), verify ${c.verifyMs} ms`,
    ),
  ].join('\n');
}

await main();
