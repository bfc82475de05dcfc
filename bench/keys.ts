/** Measures the making of development keys. See USAGE. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CIRCUITS,
  type CircuitName,
  compileCircuit,
  loadManifest,
  type ProfileName,
} from '@veilgrid/circuits';
import { eachCircuit } from '@veilgrid/circuits/scripts/build';
import { runChild } from '@veilgrid/circuits/scripts/child';
import { sha256 } from '@veilgrid/circuits/scripts/hashes';
import { scriptPath } from '@veilgrid/circuits/scripts/paths';
import { readR1cs } from '@veilgrid/circuits/scripts/r1cs';
import { curves, type MemoryFile, powersOfTau, zKey } from 'snarkjs';
import { usageOf, wantsJson } from './options.js';
import { print, row } from './rows.js';
import { ALL_THREADS } from './threads.js';
import { secondsOf } from './timing.js';

const USAGE = usageOf(
  'keys',
  `Development keys against snarkjs's route to keys of its own: powers of tau (new, one contribution, phase 2
prepared), then the circuit's setup. Circuits are compiled before.

snarkjs's route is measured on one circuit of 2^12 rows, small/clear. For all circuits in full size it is
extrapolated in proportion to rows: the powers once, for the largest, and a setup for each. That favours it,
as its transforms grow faster than rows.`,
);
const PEER = 'snarkjs powersoftau and groth16 setup';

const POWER = 12;
const file = (): MemoryFile => ({ type: 'mem' });

const folder = mkdtempSync(join(tmpdir(), 'veilgrid-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const r1csOf = async (profile: ProfileName, name: CircuitName) => (await compileCircuit(profile, name)).r1cs;

/** As `npm run keys` makes them, a process a circuit; refuses keys other than the manifest's. */
async function makeKeys(profile: ProfileName, name: CircuitName): Promise<void> {
  const out = join(folder, `${profile}-${name}`);
  await mkdir(out, { recursive: true });
  const { exitCode, output } = await runChild(scriptPath('devkey'), [await r1csOf(profile, name), out]);
  if (exitCode !== 0) throw new Error(output);
  const expected = loadManifest().circuits[profile]![name]!.zkeySha256;
  if (sha256(readFileSync(join(out, 'circuit.zkey'))) !== expected) throw new Error(`${name}: another key`);
}

async function snarkjsRoute(r1cs: string): Promise<{ powers: number; setup: number }> {
  const curve = await curves.getCurveFromName('bn128');
  const [empty, contributed, prepared] = [file(), file(), file()];
  const powers = await secondsOf(async () => {
    await powersOfTau.newAccumulator(curve, POWER, empty);
    await powersOfTau.contribute(empty, contributed, 'bench', 'no entropy is needed of a bench');
    await powersOfTau.preparePhase2(contributed, prepared);
  });
  const setup = await secondsOf(() => zKey.newZKey(r1cs, prepared, file()));
  await curve.terminate();
  return { powers, setup };
}

const rowsOf = async (profile: ProfileName, name: CircuitName) =>
  2 ** readR1cs(readFileSync(await r1csOf(profile, name))).domainLog;

const json = wantsJson(USAGE);
const one = await r1csOf('small', 'clear');
if ((await rowsOf('small', 'clear')) !== 2 ** POWER) throw new Error('another circuit has 2^12 rows now');
const ours = await secondsOf(() => makeKeys('small', 'clear'));
const { powers, setup } = await snarkjsRoute(one);

const sizes: number[] = [];
for (const name of CIRCUITS) sizes.push((await rowsOf('full', name)) / 2 ** POWER);
const all = await secondsOf(() =>
  eachCircuit(
    CIRCUITS.map((name) => ({ name })),
    ({ name }) => makeKeys('full', name),
  ),
);
const extrapolated = powers * Math.max(...sizes) + setup * sizes.reduce((sum, size) => sum + size, 0);

const extrapolation = `${PEER}, extrapolated from 2^${POWER} rows in proportion to rows`;
print(
  [
    row(`keys of a circuit of 2^${POWER} rows, ${ALL_THREADS}`, ours, 's', PEER, powers + setup),
    row(
      `keys of the ${CIRCUITS.length} circuits, full profile, ${ALL_THREADS}`,
      all,
      's',
      extrapolation,
      extrapolated,
    ),
  ],
  json,
);
