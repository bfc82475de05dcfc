import { openTx } from '@veilgrid/node/proofs/openTx';
import { prepareTx } from '@veilgrid/node/proofs/verifyTx';
import { PROOF_BYTES } from '@veilgrid/protocol/core/crypto/proof';
import { ProtocolError } from '@veilgrid/protocol/errors';
import { circuitsOf } from '@veilgrid/protocol/kinds';
import { encodeTx, type Tx } from '@veilgrid/protocol/tx';
import { Random } from '../economy/support/random.js';
import { GENESIS } from '../state/support/genesis.js';
import { disclosureScene } from './support/disclosureScene.js';
import { flexScene } from './support/flexScene.js';
import { mutateBytes, signed } from './support/mutate.js';
import { marketScene } from './support/script.js';

const FIRST = Number(process.env.VEILGRID_SEED ?? 1);
const market = marketScene();
const { chain } = market.snapshots.at(-1)!;
const script = [...market.script, ...flexScene({ called: true }).script, ...disclosureScene().script];
const withProof = (tx: Tx): Tx => ({
  ...tx,
  proofs: new Uint8Array(PROOF_BYTES * circuitsOf(tx).length),
});
/** Well-formed, with another number of proofs or signatures than its kind has. */
const misfit = (random: Random, tx: Tx): Uint8Array => {
  const { signatures } = signed(tx);
  const length = random.pick([0, 1, PROOF_BYTES - 1, PROOF_BYTES]);
  const some = random.shuffled([...signatures, ...signatures]).slice(0, random.int(0, 4));
  return encodeTx('small', { ...tx, proofs: new Uint8Array(length), signatures: some });
};
/** Of a number that is neither a role's nor a party's: who signs cannot be said. */
const nobodys = (random: Random): Uint8Array => {
  const body = { sequence: 0n, account: random.int(6, 31), value: 1n, payoutReference: new Uint8Array(32) };
  return encodeTx('small', { kind: 'redeem', body, proofs: new Uint8Array(), signatures: [] });
};
const wires = script.map(({ tx }) => encodeTx('small', signed(withProof(tx))));

/** The code of the refusal, or undefined where the bytes are a transaction. */
function codeOf(take: () => void): string | undefined {
  try {
    take();
    return undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}

test('bytes either are one transaction in one form, or are refused with a code', () => {
  const codes = new Set<string>();
  let opened = 0;
  for (let seed = FIRST; seed < FIRST + 10_000; seed++) {
    const random = new Random(seed);
    const bytes = random.pick([
      () => misfit(random, random.pick(script).tx),
      () => nobodys(random),
      () => Uint8Array.from({ length: random.int(0, 400) }, () => random.int(0, 255)),
      ...Array(8).fill(() => mutateBytes(random, random.pick(wires), random.pick(wires))),
    ])();
    let again = bytes;
    const code = codeOf(() => {
      again = encodeTx('small', openTx(GENESIS, bytes).tx);
    });
    if (code !== undefined) codes.add(code);
    else {
      opened++;
      expect([seed, Buffer.compare(again, bytes)]).toEqual([seed, 0]);
    }
  }
  expect(opened).toBeGreaterThan(1_000);
  expect([...codes].sort()).toEqual([
    'FIELD_NOT_CANONICAL',
    'MALFORMED',
    'PROOF_MISSING',
    'PROOF_UNEXPECTED',
    'SIGNATURE_MISSING',
    'SIGNATURE_UNEXPECTED',
    'UNKNOWN_KIND',
    'VALUE_OUT_OF_RANGE',
  ]);
});

test('nothing but a coded refusal escapes the checks of signatures and proofs', () => {
  const codes = new Set<string>();
  for (let seed = FIRST; seed < FIRST + 600; seed++) {
    const random = new Random(seed);
    const bytes = mutateBytes(random, random.pick(wires), random.pick(wires));
    const code = codeOf(() => prepareTx(chain.ctx, chain.store, openTx(GENESIS, bytes)));
    if (code !== undefined) codes.add(code);
  }
  expect([...codes]).toEqual(expect.arrayContaining(['SIGNATURE_INVALID', 'AUCTION_UNKNOWN']));
});
