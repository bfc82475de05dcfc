/** Facts of transactions, each one of many in its block, and how long they are. */
import { BlockHeader, txLeaf } from '@veilgrid/protocol/core/block';
import { merkleProof, merkleRoot, subtreesOf } from '@veilgrid/protocol/core/crypto/merkle';
import type { Fact, FinalHeaders } from '@veilgrid/protocol/core/fact';
import { Finality } from '@veilgrid/protocol/core/finality';
import { type MarketDay, NOW } from './marketDay.js';
import { finalityOf, header } from './sealed.js';

const BLOCK_TXS = 1024;

export function sealedFacts({ genesis, validatorKey }: Pick<MarketDay, 'genesis' | 'validatorKey'>) {
  const answerOf = (headers: readonly BlockHeader[]): FinalHeaders => {
    const finality = Finality.serialize(finalityOf(headers.at(-1)!, validatorKey));
    return { headers: headers.map((each) => BlockHeader.serialize(each)), finality };
  };
  const others = Array.from({ length: BLOCK_TXS - 1 }, (_, i) => txLeaf(Uint8Array.of(i, i >> 8)));
  const factOf = (tx: Uint8Array): Fact => {
    const leaves = [txLeaf(tx), ...others];
    const { path } = merkleProof(subtreesOf(leaves), 0, BLOCK_TXS);
    const answer = answerOf([header(genesis.hash, { time: BigInt(NOW), txRoot: merkleRoot(leaves) })]);
    return { tx, index: 0, size: BLOCK_TXS, path: [...path], ...answer };
  };
  return { answerOf, factOf };
}

export function bytesOf({ tx, path, headers, finality }: Fact): number {
  return sizeOf([tx, ...path, ...headers, finality]);
}

export function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}
