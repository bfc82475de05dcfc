import { sampleOf, wholeOf } from './mutation.js';
import { isSound, type Run, soundness } from './report.js';
import { nameOf, TARGETS, type Target } from './target.js';
import { readVerdicts, staleTargets, UPDATE } from './verdicts.js';

const SEED = BigInt(process.env.VEILGRID_SEED ?? Math.floor(Math.random() * 2 ** 48));

let stale: Target[];
beforeAll(async () => {
  stale = await staleTargets(readVerdicts());
}, 1_800_000);

/** What is not sound, by name; empty where all is well. */
async function unsound(run: Run): Promise<Record<string, unknown>> {
  const reports = await soundness(run);
  const found = reports.filter((report) => !isSound(report));
  return Object.fromEntries(
    found.map(({ target, notAllowed, uncaught }) => [nameOf(target), { notAllowed, uncaught }]),
  );
}

test('the whole wherever a circuit or the tool has changed since its verdict', async () => {
  if (stale.length === 0) return;
  expect(await unsound({ targets: stale, thoroughness: wholeOf })).toEqual({});
  throw new Error(`sound, but the verdicts of ${stale.map(nameOf).join(', ')} are missing or old: ${UPDATE}`);
}, 1_800_000);

test('a sample wherever a verdict stands', async () => {
  console.info(`VEILGRID_SEED=${SEED}`);
  const targets = TARGETS.filter((target) => !stale.includes(target) && target.profile !== 'full');
  const run = { targets, thoroughness: sampleOf, seed: SEED, dropping: false };
  expect({ VEILGRID_SEED: SEED, unsound: await unsound(run) }).toEqual({ VEILGRID_SEED: SEED, unsound: {} });
}, 1_800_000);
