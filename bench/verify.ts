/** Measures verification. See USAGE. */
import { availableParallelism } from 'node:os';
import { pippenger } from '@noble/curves/abstract/curve.js';
import { bn254 } from '@noble/curves/bn254.js';
import { verificationKey } from '@veilgrid/circuits';
import { createHasher } from '@veilgrid/wasm-core';
import { createVerifierPool } from '@veilgrid/wasm-core/verifier/pool';
import { createVerifier, type VerifyItem } from '@veilgrid/wasm-core/verifier/verifier';
import { groth16 } from 'snarkjs';
import { usageOf, wantsJson } from './options.js';
import { print, row } from './rows.js';
import { settleItems } from './settleProofs.js';
import { snarkjsForm } from './snarkjsForm.js';
import { ALL_THREADS } from './threads.js';
import { medians, warmUp } from './timing.js';
import { verifyForms } from './verifyForms.js';

const USAGE = usageOf(
  'verify',
  `Settlements of the full profile, verified in batches and alone, against snarkjs and noble in the same process.
The batch holds re-randomised copies of a few real proofs of one auction: all points differ, and of the signals
only what an auction's settlements share is the same in all. The proofs are made once and kept in the cache.
Then CPU time and memory beside the scalar module, where this engine runs another.`,
);
const BATCH = 256;
const ROUNDS = 5;
/** Proofs verified one after the other, by snarkjs and by ours. */
const PLAIN = 8;
const ALONE = 64;
const MILLI = 1000;

const json = wantsJson(USAGE);
const key = verificationKey('full', 'settle');
const items = await settleItems(await createHasher(), BATCH);
const verifier = await createVerifier({ settle: key });
const pool = createVerifierPool({ keys: { settle: key }, workers: availableParallelism() });
const one = items[0]!;

const plain = items.slice(0, PLAIN).map(snarkjsForm);
/** Runs of like length: on a busy machine a short one is interrupted less than its share. */
const snarkjs = async () => {
  for (const { proof, signals } of plain) ensure(await groth16.verify(key, signals, proof));
};
const all = async () => ensure((await pool.verifyMany(items)).every(({ ok }) => ok));
const oneThread = () => ensure(verifier.verifyMany(items).every(({ ok }) => ok));
const alone = () => ensure(items.slice(0, ALONE).every((item) => verifier.verify(item).ok));

// The kernels are large: V8 takes a while to compile them well, beside what else the machine does.
await warmUp(all, 2);
await warmUp(oneThread, 1);
const noble = withNoble(one);
const works = [all, oneThread, alone, snarkjs, noble.verify, noble.pairings];
const [threads, single, warm, snark, nobleAll, noblePairings] = await medians(ROUNDS, ...works);
await pool.close();
const ms = (seconds: number | undefined, proofs: number) => (seconds! * MILLI) / proofs;
const inBatch = `verify a settle proof in a batch of ${BATCH}, full profile`;
const byItself = 'verify one settle proof, full profile, one thread';
const peer = 'snarkjs groth16.verify, one by one';
print(
  [
    row(`${inBatch}, ${ALL_THREADS}`, ms(threads, BATCH), 'ms', peer, ms(snark, PLAIN)),
    row(`${inBatch}, one thread`, ms(single, BATCH), 'ms', peer, ms(snark, PLAIN)),
    row(byItself, ms(warm, ALONE), 'ms', peer, ms(snark, PLAIN)),
    row(byItself, ms(warm, ALONE), 'ms', 'noble pippenger and pairingBatch', ms(nobleAll, 1)),
    row(
      byItself,
      ms(warm, ALONE),
      'ms',
      'noble pairingBatch alone, signals summed before',
      ms(noblePairings, 1),
    ),
    ...(await verifyForms({ settle: key }, items)),
  ],
  json,
);
process.exit(0); // snarkjs leaves its threads running

function ensure(held: boolean): void {
  if (!held) throw new Error('a valid proof was refused');
}

/** What noble has for a verification: the sum of public signals, and the product of four pairings. */
function withNoble({ proof: { a, b, c }, publicSignals }: VerifyItem) {
  const g1 = ([x, y]: readonly (string | bigint)[]) =>
    bn254.G1.Point.fromAffine({ x: BigInt(x!), y: BigInt(y!) });
  const g2 = ([x, y]: readonly (readonly (string | bigint)[])[]) => {
    const [[x0, x1], [y0, y1]] = [x!.map(BigInt), y!.map(BigInt)] as [[bigint, bigint], [bigint, bigint]];
    return bn254.G2.Point.fromAffine({ x: { c0: x0, c1: x1 }, y: { c0: y0, c1: y1 } });
  };
  const ic = key.IC.map(g1);
  const scalars = [1n, ...publicSignals];
  const sum = () => pippenger(bn254.G1.Point, ic, scalars);
  const product = (signals: ReturnType<typeof sum>) =>
    bn254.pairingBatch([
      { g1: g1(a), g2: g2(b) },
      { g1: g1(key.vk_alpha_1).negate(), g2: g2(key.vk_beta_2) },
      { g1: signals.negate(), g2: g2(key.vk_gamma_2) },
      { g1: g1(c).negate(), g2: g2(key.vk_delta_2) },
    ]);
  const once = sum();
  ensure(bn254.fields.Fp12.eql(product(once), bn254.fields.Fp12.ONE));
  return { verify: () => product(sum()), pairings: () => product(once) };
}
