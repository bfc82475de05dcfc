import {
  createVerifier,
  type VerificationKeys,
  type VerifyItem,
} from '@veilgrid/wasm-core/verifier/verifier';
import { inBothForms, memoryRow, SCALAR } from './forms.js';
import { type Row, row } from './rows.js';
import { cpuMedians } from './timing.js';

const ROUNDS = 9;
const MILLI = 1000;
const ALONE = 32;

/** One thread's verification of `items`, in a batch and alone, beside the scalar module's. */
export async function verifyForms(keys: VerificationKeys, items: readonly VerifyItem[]): Promise<Row[]> {
  const forms = await inBothForms(() => createVerifier(keys));
  if (forms === undefined) return [];
  const some = items.slice(0, ALONE);
  const works = [forms.twin, forms.scalar].flatMap(({ made }) => [
    () => ensure(made.verifyMany(items).every(({ ok }) => ok)),
    () => ensure(some.every((item) => made.verify(item).ok)),
  ]);
  const [batch, alone, peerBatch, peerAlone] = await cpuMedians(ROUNDS, ...works);
  const ms = (seconds: number | undefined, proofs: number) => (seconds! * MILLI) / proofs;
  const compared = (name: string, ours: number, peer: number) =>
    row(`${name}, full profile, one thread`, ours, 'ms of CPU', SCALAR, peer);
  const count = items.length;
  return [
    compared(`verify a settle proof in a batch of ${count}`, ms(batch, count), ms(peerBatch, count)),
    compared('verify one settle proof', ms(alone, ALONE), ms(peerAlone, ALONE)),
    memoryRow('verifier', forms),
  ];
}

function ensure(held: boolean): void {
  if (!held) throw new Error('a valid proof was refused');
}
