import { bytesToHex } from '@noble/hashes/utils.js';
import { Block, blockHash } from '@veilgrid/protocol/core/block';
import type { LedgerEvent } from '@veilgrid/protocol/events';
import type { Kind } from '@veilgrid/protocol/kinds';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import type { AuctionPhase } from '@veilgrid/protocol/market/phases';
import { decodeTx, kindOf } from '@veilgrid/protocol/tx';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { publishedSet } from '../../state/core/groups/mergedSet.js';
import { getAuction } from '../../state/market/auction.js';
import type { NeedCalendar } from '../flexibility/calendar.js';
import { needsBegunBy } from '../flexibility/needEvents.js';
import type { Calendar } from '../market/calendar.js';

/** Phases that begin with a transaction. */
const PHASE_OF: Partial<Record<Kind, AuctionPhase>> = {
  openAuction: 'opened',
  releaseShare: 'released',
  close: 'closed',
  voidAuction: 'void',
  publish: 'published',
};

/** What a committed block means: what its time began, what its transactions began, the block itself. */
export function blockEvents(
  ledger: SoloLedger,
  calendar: Calendar,
  needCalendar: NeedCalendar,
  height: bigint,
): LedgerEvent[] {
  const { header, transactions } = Block.deserialize(ledger.block(height)!);
  const { time } = header;
  const before = timeBefore(ledger, height);
  const txs = transactions.map((tx) => new Uint8Array(tx));
  const phases = [...calendar.between(before, time), ...txs.flatMap((tx) => begunBy(ledger, tx))];
  const needs = [...needCalendar.between(before, time), ...txs.flatMap((tx) => needsBegunBy(ledger, tx))];
  return [
    ...phases.map(({ auctionId, phase }) => ({ type: 'auction' as const, height, time, auctionId, phase })),
    ...needs.map(({ needId, phase }) => ({ type: 'need' as const, height, time, needId, phase })),
    {
      type: 'block',
      height,
      time,
      stateHash: bytesToHex(header.stateHash),
      blockHash: bytesToHex(blockHash(header)),
      transactions: transactions.length,
    },
  ];
}

function timeBefore(ledger: SoloLedger, height: bigint): bigint {
  const previous = ledger.block(height - 1n);
  return previous ? Block.deserialize(previous).header.time : BigInt(ledger.context.genesis.json.time);
}

function begunBy({ context, view }: SoloLedger, bytes: Uint8Array) {
  const { genesis, hasher } = context;
  const kind = kindOf(bytes);
  const phase = kind && PHASE_OF[kind];
  if (!phase) return [];
  const tx = decodeTx(genesis.profile, bytes);
  if (tx.kind === 'openAuction') {
    const { zone, tariffId, day } = tx.body;
    return [{ auctionId: auctionIdOf(hasher, genesis.chainId, { zone, tariffId, day }), phase }];
  }
  if (tx.kind === 'publish') {
    return publishedSet(view, tx.body.auctionId).map((auctionId) => ({ auctionId, phase }));
  }
  if (!('auctionId' in tx.body)) return [];
  const { auctionId } = tx.body;
  // Books of other modules are released, closed and voided by the same kinds.
  return getAuction(view, auctionId) ? [{ auctionId, phase }] : [];
}
