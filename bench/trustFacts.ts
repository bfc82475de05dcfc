import { verifier } from '@veilgrid/client-sdk';
import { BlockHeader, blockHash, txLeaf } from '@veilgrid/protocol/core/block';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { merkleProof, merkleRoot, subtreesOf } from '@veilgrid/protocol/core/crypto/merkle';
import type { Fact } from '@veilgrid/protocol/core/fact';
import { Finality } from '@veilgrid/protocol/core/finality';
import { marketData } from '@veilgrid/protocol/market/auction';
import { termsOf } from '@veilgrid/protocol/market/terms';
import { type MarketDay, NOW } from './marketDay.js';
import { figure, type Row } from './rows.js';
import { finalityOf, header } from './sealed.js';
import { cpuSecondsOf } from './timing.js';

const REPEAT = 50;
const BLOCK_TXS = 1024;
const MILLI = 1000;

/** Bytes and CPU time of what a wallet checks before an order and before a settlement. */
export async function factRows(hasher: Hasher, day: MarketDay): Promise<Row[]> {
  const { genesis, auctionId, txs, fixed, validatorKey } = day;
  const facts = {
    publishTariff: factOf(txs.publishTariff),
    openAuction: factOf(txs.openAuction),
    close: factOf(txs.close),
    openSettlement: factOf(txs.openSettlement),
  };
  /** The last header up to a time, and the one that follows: they show the note root. */
  const first = header(genesis.hash, { time: BigInt(NOW) });
  const around = answerOf([first, header(blockHash(first), { height: 2n, time: BigInt(NOW) + 60n })]);

  const beforeOrder = () => {
    verifier.verifyOpening({ genesis, hasher }, auctionId, facts);
    verifier.verifyHeadersAt(genesis, BigInt(NOW) + 1n, around);
  };
  const beforeSettlement = () => {
    const opened = verifier.verifyOpening({ genesis, hasher }, auctionId, facts);
    const { result } = verifier.verifyOutcome({ genesis }, auctionId, facts)!;
    const market = marketData(opened.terms, opened.tariff);
    const terms = termsOf(genesis.profile, { ...fixed, market, result });
    if (verifier.verifyTerms({ genesis }, auctionId, facts)?.terms !== terms) throw new Error('other terms');
  };

  const orderBytes = bytesOf(facts.publishTariff) + bytesOf(facts.openAuction);
  const headersBytes = sizeOf([...around.headers, around.finality]);
  const settleBytes = orderBytes + bytesOf(facts.close) + bytesOf(facts.openSettlement);
  return [
    figure('facts before an order, bytes', orderBytes + headersBytes, 'bytes'),
    figure('facts before an order, checks', await meanOf(beforeOrder), 'ms of CPU'),
    figure('facts before a settlement, bytes', settleBytes, 'bytes'),
    figure('facts before a settlement, checks and terms', await meanOf(beforeSettlement), 'ms of CPU'),
  ];

  function answerOf(headers: readonly BlockHeader[]) {
    const finality = Finality.serialize(finalityOf(headers.at(-1)!, validatorKey));
    return { headers: headers.map((each) => BlockHeader.serialize(each)), finality };
  }

  /** One of many in its block. */
  function factOf(tx: Uint8Array): Fact {
    const others = Array.from({ length: BLOCK_TXS - 1 }, (_, i) => Uint8Array.of(i, i >> 8));
    const leaves = [tx, ...others].map(txLeaf);
    const { path } = merkleProof(subtreesOf(leaves), 0, BLOCK_TXS);
    const answer = answerOf([header(genesis.hash, { time: BigInt(NOW), txRoot: merkleRoot(leaves) })]);
    return { tx, index: 0, size: BLOCK_TXS, path: [...path], ...answer };
  }
}

function bytesOf({ tx, path, headers, finality }: Fact): number {
  return sizeOf([tx, ...path, ...headers, finality]);
}

function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

async function meanOf(work: () => void): Promise<number> {
  work();
  const seconds = await cpuSecondsOf(() => {
    for (let i = 0; i < REPEAT; i++) work();
  });
  return (seconds * MILLI) / REPEAT;
}
