/**
 * Facts: what a node says with proof, checked by a pinned genesis and no state. What transactions and entries mean,
 * and the signatures of roles, are the caller's to check. protocol/core.md "Facts".
 */
import { equalBytes } from '@noble/curves/utils.js';
import { BlockHeader, blockHash, txLeaf } from '@veilgrid/protocol/core/block';
import { leafHash, provesLeaf } from '@veilgrid/protocol/core/crypto/merkle';
import type { Fact, FinalHeaders, LogFact } from '@veilgrid/protocol/core/fact';
import { Finality, verifyFinality } from '@veilgrid/protocol/core/finality';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { logLeafData } from '@veilgrid/protocol/core/log';
import { decodeExact, type SszType } from '@veilgrid/protocol/core/ssz';
import { ensure, fail, ProtocolError } from '@veilgrid/protocol/errors';

const check = (holds: boolean, field: string) => ensure(holds, 'FACT_INVALID', { field });

/** Names an entry of the log. */
export interface LogKey {
  readonly name: string;
  /** The entry's first bytes. */
  readonly key: Uint8Array;
}

/**
 * Headers that follow on each other, the last of them final, and with it all before.
 * @returns at least one
 * @throws ProtocolError FACT_INVALID with the field at fault
 */
export function verifyHeaders(genesis: Genesis, { headers, finality }: FinalHeaders): BlockHeader[] {
  check(headers.length > 0, 'headers');
  const chain = headers.map((bytes, i) => decodeHeld(BlockHeader, bytes, `headers.${i}`));
  chain.forEach((header, i) => {
    const before = chain[i - 1];
    const follows = !before || (header.height === before.height + 1n && header.time >= before.time);
    // Block 1 points back to genesis; what another first header points back to, its finality answers for.
    const prev = before ? blockHash(before) : header.height === 1n ? genesis.hash : header.prevHash;
    check(header.height > 0n && follows && equalBytes(header.prevHash, prev), `headers.${i}`);
  });
  const final = decodeHeld(Finality, finality, 'finality');
  check(verifyFinality(genesis, blockHash(chain.at(-1)!), final), 'finality');
  return chain;
}

/**
 * A transaction stands in a final block of this ledger, and so took effect: no block holds a refused one.
 * @returns the header of its block
 * @throws ProtocolError FACT_INVALID with the field at fault
 */
export function verifyFact(genesis: Genesis, fact: Fact): BlockHeader {
  const [header] = verifyHeaders(genesis, fact);
  check(provesLeaf(header!.txRoot, txLeaf(fact.tx), fact), 'path');
  return header!;
}

/**
 * The ledger wrote this entry.
 * @returns the header of the block that wrote it
 * @throws ProtocolError FACT_INVALID with the field at fault
 */
export function verifyLogFact(genesis: Genesis, { name, key }: LogKey, fact: LogFact): BlockHeader {
  check(equalBytes(fact.body.slice(0, key.length), key), 'body');
  const [header] = verifyHeaders(genesis, fact);
  check(provesLeaf(header!.logRoot, leafHash(logLeafData(name, fact.body)), fact), 'path');
  return header!;
}

/**
 * What a ledger was at a time.
 * @param at Unix seconds
 * @returns the last header with a time up to `at`
 * @throws ProtocolError FACT_INVALID with the field at fault
 */
export function verifyHeadersAt(genesis: Genesis, at: bigint, answer: FinalHeaders): BlockHeader {
  const [header, next, ...rest] = verifyHeaders(genesis, answer);
  check(next !== undefined && rest.length === 0 && header!.time <= at && at < next.time, 'headers');
  return header!;
}

/** What a fact holds, in its one encoding. @throws ProtocolError FACT_INVALID */
export function decodeHeld<T>(type: SszType<T>, bytes: Uint8Array, field: string): T {
  try {
    return decodeExact(type, bytes, field);
  } catch (error) {
    throw error instanceof ProtocolError ? fail('FACT_INVALID', { field }) : error;
  }
}
