import { concatBytes } from '@noble/hashes/utils.js';
import type { SoloLedger } from '@veilgrid/node/consensus/solo/ledger';
import { R } from '@veilgrid/protocol/core/crypto/field';
import { ROLES } from '@veilgrid/protocol/roles';
import { signTx, type Tx } from '@veilgrid/protocol/tx';
import { bytesOf, digestOf, genesis, mint, mintNote, roleKey, signedTx } from './support/chain.js';
import { refusal, testLedger } from './support/ledger.js';
import { auctionId, GATE, openDay, order } from './support/market.js';

/** Changes a role transaction without signing it again. */
const altered = (tx: Tx, change: Partial<Tx>): Uint8Array => bytesOf({ ...tx, ...change } as Tx);

describe('what the mempool refuses', () => {
  let ledger: SoloLedger;
  beforeEach(() => {
    ledger = testLedger();
  });
  afterEach(() => ledger.close());

  /** Refused with this code, and neither state nor mempool hold anything of it. */
  async function expectRefusal(bytes: Uint8Array, code: string, field?: string): Promise<void> {
    expect(await refusal(() => ledger.submit(bytes))).toEqual({ code, field });
    const { stateHash } = await ledger.moveTime(ledger.head.time);
    const untouched = testLedger();
    expect(stateHash).toEqual((await untouched.moveTime(untouched.head.time)).stateHash);
    await untouched.close();
  }

  const note = mintNote(0n, 77n);
  const valid = mint(0n);
  const raw = bytesOf(valid);
  const cases: [name: string, bytes: () => Uint8Array, code: string, field?: string][] = [
    ['nothing', () => new Uint8Array(), 'MALFORMED', 'kind'],
    ['an unknown kind', () => Uint8Array.of(250, 1, 2, 3), 'UNKNOWN_KIND', 'kind'],
    ['a truncated transaction', () => raw.slice(0, -1), 'MALFORMED', 'mintAccount'],
    ['trailing bytes', () => concatBytes(raw, Uint8Array.of(0)), 'MALFORMED', 'mintAccount'],
    ['an oversized transaction', () => concatBytes(raw, new Uint8Array(200_000)), 'TOO_LARGE', 'transaction'],
    ['a field element that is not canonical', () => withAsset(R + 77n), 'FIELD_NOT_CANONICAL', 'mintNote'],
    ['no signature', () => altered(valid, { signatures: [] }), 'SIGNATURE_MISSING', 'signatures.0'],
    [
      'one signature too many',
      () => altered(valid, { signatures: [...valid.signatures, ...valid.signatures] }),
      'SIGNATURE_UNEXPECTED',
      'signatures.1',
    ],
    [
      "another role's signature",
      () => altered(valid, { signatures: [signTx('dso', digestOf(valid), roleKey('dso'))] }),
      'SIGNATURE_MISSING',
      'signatures.0',
    ],
    [
      "a signature by another role's key",
      () => altered(valid, { signatures: [signTx('issuer', digestOf(valid), roleKey('dso'))] }),
      'SIGNATURE_INVALID',
      'signatures.0',
    ],
    [
      'a body changed after signing',
      () => altered(valid, { body: { ...valid.body, value: 6n } as never }),
      'SIGNATURE_INVALID',
      'signatures.0',
    ],
    [
      'a transaction of another chain',
      () => bytesOf(signedTx('mintAccount', valid.body as never, genesis.chainId + 1n)),
      'SIGNATURE_INVALID',
      'signatures.0',
    ],
    ['a sequence number too high', () => bytesOf(mint(1n)), 'SEQUENCE_WRONG', 'sequence'],
    [
      'a proof where none belongs',
      () => altered(valid, { proofs: new Uint8Array(256) }),
      'PROOF_UNEXPECTED',
      'proofs',
    ],
    [
      'no proof where one belongs',
      () => altered(order(1n), { proofs: new Uint8Array() }),
      'PROOF_MISSING',
      'proofs',
    ],
    [
      'proof coordinates beyond q',
      () => altered(order(1n), { proofs: new Uint8Array(256).fill(255) }),
      'PROOF_MALFORMED',
      'proof',
    ],
    ['an order for no auction', () => bytesOf(order(1n)), 'AUCTION_UNKNOWN', 'auctionId'],
    ['a refused amount', () => bytesOf(signedTx('redeem', { ...redeemBody, value: 1n })), 'BALANCE_TOO_LOW'],
  ];
  const redeemBody = { sequence: 0n, account: ROLES.dso, payoutReference: new Uint8Array(32) };

  /** Its asset is the first field of the slip: kind and sequence before it. */
  function withAsset(x: bigint): Uint8Array {
    const bytes = bytesOf(note).slice();
    const at = bytes.findIndex((_, i) => bytes[i] === 77 && bytes.slice(i + 1, i + 32).every((b) => b === 0));
    for (let i = 0; i < 32; i++) bytes[at + i] = Number((x >> BigInt(8 * i)) & 255n);
    return bytes;
  }

  test.each(cases)('%s', async (...[, bytes, code, field]) => {
    await expectRefusal(bytes(), code, field);
  });

  test('the same transaction twice: while it waits, and when it is committed', async () => {
    const { committed } = await ledger.submit(raw);
    expect(await refusal(() => ledger.submit(raw))).toMatchObject({ code: 'TX_DUPLICATE' });
    await committed;
    expect(await refusal(() => ledger.submit(raw))).toMatchObject({ code: 'TX_DUPLICATE' });
  });

  test('two at once with the same sequence number: the second', async () => {
    const results = await Promise.allSettled([ledger.submit(raw), ledger.submit(bytesOf(mint(0n, 6n)))]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  test('a sequence number used before', async () => {
    await ledger.submit(raw);
    expect(await refusal(() => ledger.submit(bytesOf(mint(0n, 6n))))).toEqual({
      code: 'SEQUENCE_WRONG',
      field: 'sequence',
    });
  });

  test('an order that comes late, is there already, or carries a proof that does not hold', async () => {
    await ledger.close();
    let reason: string | undefined;
    const verifier = { verify: async () => [reason], close: async () => {} };
    ledger = testLedger({ verifier });
    for (const tx of openDay()) await ledger.submit(bytesOf(tx));
    await ledger.submit(bytesOf(order(1n)));
    const again = { ...order(2n), body: { ...order(2n).body, nfBid: 2_001n } } as Tx;
    expect(await refusal(() => ledger.submit(bytesOf(again)))).toEqual({
      code: 'ORDER_EXISTS',
      field: 'nfBid',
    });
    reason = 'EQUATION_FAILS';
    expect(await refusal(() => ledger.submit(bytesOf(order(3n))))).toEqual({
      code: 'PROOF_INVALID',
      field: 'proofs.0',
    });
    reason = undefined;
    await ledger.moveTime(GATE);
    expect(await refusal(() => ledger.submit(bytesOf(order(3n))))).toMatchObject({ code: 'GATE_CLOSED' });
    const release = signedTx('releaseShare', { sequence: 0n, auctionId, scalar: 14n, count: 1, fold: 1n });
    expect(await refusal(() => ledger.submit(bytesOf(release)))).toEqual({
      code: 'SHARE_MISMATCH',
      field: 'scalar',
    });
  });
});
