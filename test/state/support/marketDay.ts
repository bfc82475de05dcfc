import { termsOf } from '@veilgrid/node/state/core/groups/group';
import { type Auction, marketOf, requireAuction } from '@veilgrid/node/state/market/auction';
import { settleAuction } from '@veilgrid/node/state/market/settleAuction';
import { listSettlements } from '@veilgrid/node/state/market/settlement';
import { statusHead } from '@veilgrid/node/state/market/statusList';
import type { MarketData } from '@veilgrid/protocol/market/auction';
import { sealedReadingBytes } from '@veilgrid/protocol/market/statusList';
import type { Aggregator } from '@veilgrid/protocol/roles';
import { bookOf } from './book.js';
import type { BodyOf, TestChain } from './chain.js';
import { PARAMS } from './genesis.js';
import type { SettledSet } from './maskBatches.js';
import type { Party } from './party.js';
import { FIRST, type Slot } from './slot.js';
import { openBody, PRICES, TERMS, tariffBody } from './terms.js';

const ALL = 4_096;

/** One auction on a chain, whoever orders what; a step brings the chain into its phase. */
export class MarketDay<C extends TestChain = TestChain> {
  constructor(
    readonly chain: C,
    readonly slot: Slot = FIRST,
  ) {}

  get id(): bigint {
    return this.slot.auctionId;
  }

  get at(): Slot['times'] {
    return this.slot.times;
  }

  get auction(): Auction {
    return requireAuction(this.chain.store, this.id);
  }

  get market(): MarketData {
    return marketOf(this.chain.ctx, this.chain.store, this.auction);
  }

  tariff(prices = PRICES): this {
    this.chain.send('publishTariff', tariffBody(this.slot.day, prices, this.slot.tariffId));
    return this;
  }

  open(terms = TERMS): this {
    this.chain.send('openAuction', openBody(this.slot, terms));
    return this;
  }

  release(): this {
    const { chain, id, slot } = this;
    const body = { auctionId: id, scalar: slot.regulatorSecret, ...bookOf(chain, id) };
    chain.at(this.at.gate).send('releaseShare', body);
    return this;
  }

  /** @param time from which somebody was silent too long */
  void(time: bigint): this {
    this.chain.at(time).send('voidAuction', { auctionId: this.id });
    return this;
  }

  /** Points of which the DSO reads the day. What is sealed nobody opens here. */
  statusBody(parties: readonly Party[]): BodyOf<'statusList'> {
    const { parts } = statusHead(this.chain.store, this.id);
    const entries = parties.map((p) => ({
      tag: p.tag('A', this.id),
      ephemeral: new Uint8Array(32).fill(1 + p.i),
      sealed: new Uint8Array(sealedReadingBytes(PARAMS)).fill(1 + p.i),
    }));
    return { auctionId: this.id, part: parts, entries };
  }

  postStatus(parties: readonly Party[]): this {
    this.chain.send('statusList', this.statusBody(parties));
    return this;
  }

  /** Struck from the list: either reading will do. */
  strike(parties: readonly Party[]): this {
    const tags = parties.map((p) => p.tag('A', this.id));
    this.chain.send('strikeStatus', { auctionId: this.id, tags });
    return this;
  }

  /** What its settlements are built on, as anybody may name it. */
  get terms(): bigint {
    return settleAuction(this.chain.ctx, this.chain.store, this.id).terms;
  }

  openSettlement(): this {
    this.chain.send('openSettlement', { auctionId: this.id, terms: this.terms });
    return this;
  }

  /** Settles may come from now on. */
  settling(): this {
    this.chain.at(this.at.settleFrom);
    return termsOf(this.chain.store, this.id) === undefined ? this.openSettlement() : this;
  }

  /** Who of them settled, as the ledger lists them. */
  settledOf<P extends Party>(
    parties: readonly P[],
    auctionId = this.id,
    role: Aggregator = 'A',
  ): SettledSet<P> {
    const byTag = new Map(parties.map((p) => [p.tag(role, auctionId), p]));
    const listed = listSettlements(this.chain.store, auctionId, 0, ALL);
    return { auctionId, members: listed.map(({ tagA, tagB }) => byTag.get(role === 'A' ? tagA : tagB)!) };
  }

  /** At its time, or now if that has passed. */
  publish(): this {
    const { chain, at } = this;
    if (chain.time < at.publish) chain.at(at.publish);
    chain.send('publish', { auctionId: this.id });
    return this;
  }
}
