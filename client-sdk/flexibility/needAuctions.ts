/** The auctions in which a need's homes settle its day, and how they ended. docs/protocol/flexibility.md "What trades". */
import { ensure } from '@veilgrid/protocol/errors';
import { verifyOpening } from '../verifier/market/auction.js';
import { verifySignedFact } from '../verifier/signedFact.js';
import type { WalletContext } from '../wallet/context.js';
import type { TrustedNeed } from './need.js';

export interface NeedAuction {
  readonly auctionId: bigint;
  readonly zone: number;
  readonly tariffId: number;
  readonly settleEnd: bigint;
  /** Closed or void before its settleEnd, so that its homes could settle. Of one whose end is not shown: no. */
  readonly endedInTime: boolean;
}

type Asking = Pick<WalletContext, 'api' | 'genesis' | 'hasher'>;

/**
 * By zone, then tariff: each is of the need's day and of a zone of its area, opened before the need, and no zone is
 * without one. That none is left out the log's entry of the need says.
 * @throws ProtocolError FACT_INVALID
 */
export async function fetchNeedAuctions(ctx: Asking, trusted: TrustedNeed): Promise<NeedAuction[]> {
  const { need, area, openedAt } = trusted.opening;
  const auctions: NeedAuction[] = [];
  for (const auctionId of trusted.entry.auctions) {
    const facts = await ctx.api.auctionFacts({ params: { auctionId } });
    const { terms, openedAt: earlier } = verifyOpening(ctx, auctionId, facts);
    const { zone, tariffId, settleEnd } = terms;
    const before = auctions.at(-1);
    const follows = !before || zone > before.zone || (zone === before.zone && tariffId > before.tariffId);
    const own = terms.day === need.day && area.zones.includes(zone) && earlier <= openedAt;
    ensure(own && follows, 'FACT_INVALID', { field: 'auctions', fact: 'openAuction' });
    auctions.push({
      auctionId,
      zone,
      tariffId,
      settleEnd,
      endedInTime: endOf(ctx, auctionId, facts, settleEnd),
    });
  }
  const everywhere = area.zones.every((zone) => auctions.some((auction) => auction.zone === zone));
  ensure(everywhere, 'FACT_INVALID', { field: 'auctions', fact: 'openNeed' });
  return auctions;
}

type AuctionFacts = Awaited<ReturnType<WalletContext['api']['auctionFacts']>>;

function endOf(
  { genesis }: Pick<Asking, 'genesis'>,
  auctionId: bigint,
  { close, voidAuction }: AuctionFacts,
  settleEnd: bigint,
): boolean {
  const shown = voidAuction
    ? verifySignedFact(genesis, 'voidAuction', voidAuction)
    : close && verifySignedFact(genesis, 'close', close);
  if (!shown) return false;
  const same = shown.body.auctionId === auctionId;
  ensure(same, 'FACT_INVALID', { field: 'auctionId', fact: voidAuction ? 'voidAuction' : 'close' });
  return shown.time < settleEnd;
}
