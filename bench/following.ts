import { verificationKey } from '@veilgrid/circuits';
import { genesisHead } from '@veilgrid/client-sdk/verifier/chain';
import { Block, blockHash, txRoot } from '@veilgrid/protocol/core/block';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { PROOF_BYTES } from '@veilgrid/protocol/core/crypto/proof';
import { tagOf } from '@veilgrid/protocol/core/groups/masks';
import type { LedgerBlock } from '@veilgrid/protocol/core/ledgerFile';
import { keyAHash, keyBHash } from '@veilgrid/protocol/core/points';
import { STATUS_METER } from '@veilgrid/protocol/core/readings';
import { settleMemoBytes } from '@veilgrid/protocol/market/settlement';
import { followBlock } from '@veilgrid/services/core/follower/followBlock';
import { followPoint } from '@veilgrid/services/core/sets/followedPoints';
import { type KnownTag, verifiedKeys } from '@veilgrid/services/core/sets/verifySet';
import { GROUPS } from '@veilgrid/services/groups';
import { settlementWatch } from '@veilgrid/services/market/follow/settlements';
import { createVerifier } from '@veilgrid/wasm-core/verifier/verifier';
import type { MarketDay } from './marketDay.js';
import { figure, type Row } from './rows.js';
import { finalityOf, header } from './sealed.js';
import { settleItems } from './settleProofs.js';
import { cpuSecondsOf } from './timing.js';

const SETTLEMENTS = 10_000;
const PROOFS = 256;
const [KEYS_A, KEYS_B] = [10_000_000n, 20_000_000n];
const MILLI = 1000;

/** CPU time that a day takes of an aggregator before it opens anything. */
export async function followingRows(hasher: Hasher, day: MarketDay): Promise<Row[]> {
  const { genesis, auctionId, opening } = day;
  const { zone, tariffId } = opening;
  const keys = Array.from(
    { length: SETTLEMENTS },
    (_, i) => [KEYS_A + BigInt(i), KEYS_B + BigInt(i)] as const,
  );
  const watch = settlementWatch({ genesis, hasher, verifyMany: (claims) => claims.map(() => undefined) });
  const book = watch.open();
  keys.forEach(([kA, kB], i) => {
    const hashes = { keyAHash: keyAHash(hasher, kA), keyBHash: keyBHash(hasher, kB) };
    const nobody = { ownerSigPk: new Uint8Array(32), open: 0, dayImportCap: 0, dayExportCap: 0 };
    followPoint(book, i, { ...hashes, ...nobody, zone, tariffId });
  });

  const [before, ...settling] = blocksOf(hasher, day, keys);
  let head = await followBlock({ genesis, hasher }, watch, { head: genesisHead(genesis), book }, before!);
  const following = await cpuSecondsOf(async () => {
    for (const sealed of settling)
      head = await followBlock({ genesis, hasher }, watch, { head, book }, sealed);
  });

  const time = opening.settleEnd;
  const checking = await cpuSecondsOf(() => {
    const held = new Map<bigint, KnownTag>();
    for (const [position, [key]] of keys.entries())
      held.set(tagOf(hasher, 'A', key, auctionId), { position, key });
    const found = verifiedKeys({ hasher, role: 'A', book, time, held, groups: GROUPS }, auctionId);
    if (found.length !== SETTLEMENTS) throw new Error('settlements are missing');
  });

  const items = await settleItems(hasher, PROOFS);
  const proofs = await createVerifier({ settle: verificationKey('full', 'settle') });
  const check = () => {
    if (!proofs.verifyMany(items).every(({ ok }) => ok)) throw new Error('a valid proof was refused');
  };
  check();
  const proving = await cpuSecondsOf(check);

  const of = `${SETTLEMENTS.toLocaleString('en')} settlements`;
  return [
    figure(`${of} followed: decoding, roots, both folds, signals`, following, 's of CPU'),
    figure(`${of}, tags of as many keys of one role, each of its point`, checking, 's of CPU'),
    figure(`${PROOFS} settle proofs of few re-randomised, checked at once`, proving * MILLI, 'ms of CPU'),
  ];
}

/** One that opens the settlement, then as many as hold all of them. */
function blocksOf(
  hasher: Hasher,
  day: MarketDay,
  keys: readonly (readonly [bigint, bigint])[],
): LedgerBlock[] {
  const { genesis, opening, txs, validatorKey } = day;
  const settles = keys.map(([kA, kB], i) => settleTx(hasher, day, i, kA, kB));
  const { blockTxs, blockBytes } = genesis.consensus;
  const size = Math.min(blockTxs, Math.floor(blockBytes / settles[0]!.length));
  const lists = [Object.values(txs)];
  for (let i = 0; i < settles.length; i += size) lists.push(settles.slice(i, i + size));
  let prevHash: Uint8Array = genesis.hash;
  return lists.map((transactions, i) => {
    const of = { height: BigInt(i + 1), time: opening.settleFrom, txRoot: txRoot(transactions) };
    const sealed = header(prevHash, of);
    prevHash = blockHash(sealed);
    const block = Block.serialize({ header: sealed, transactions });
    return { block, finality: finalityOf(sealed, validatorKey) };
  });
}

/** As long as any, and with the tags that its keys give. */
function settleTx(
  hasher: Hasher,
  { genesis: { params }, auctionId, encode }: MarketDay,
  i: number,
  kA: bigint,
  kB: bigint,
): Uint8Array {
  const some = (n: number) => (1n << 250n) + BigInt(100 * i + n);
  const body = {
    auctionId,
    ...{ nf: some(1), readingCommitment: some(2), refundCm: some(3), short: some(4) },
    tagA: tagOf(hasher, 'A', kA, auctionId),
    tagB: tagOf(hasher, 'B', kB, auctionId),
    lanes: Array.from({ length: params.laneWords }, (_, w) => some(10 + w)),
    ...{ status: STATUS_METER, open: 0, memo: new Uint8Array(settleMemoBytes(params)).fill(i) },
  };
  return encode({ kind: 'settle', body }, new Uint8Array(PROOF_BYTES).fill(1));
}
