/**
 * Gateways on the events of a real node, at witness level: one whose home can prove, one whose cannot, and one that
 * begins again.
 */
import { sha512 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { Gateway } from '@veilgrid/cli/commands/flexibility/gateway';
import { auditedSupply } from '@veilgrid/cli/commands/ledger/auditedSupply';
import {
  deriveKeys,
  events,
  memoryTxStore,
  needEvent,
  nullCells,
  type OfferPayment,
  type OfferStatement,
  Wallet,
} from '@veilgrid/client-sdk';
import { auditBlock, openBooks } from '@veilgrid/client-sdk/auditor/index';
import { blocksOf } from '@veilgrid/client-sdk/client/blocks';
import { submitTx } from '@veilgrid/client-sdk/client/submit';
import type { ProofVerifier } from '@veilgrid/client-sdk/verifier/proof';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { addSignature, completeRequest } from '@veilgrid/protocol/request';
import { mintAccount, mintNote, voidAuction } from '@veilgrid/services';
import { finish, openNeed, sendSigned } from '../sdk/flexibility/support/needOnChain.js';
import { AdrEventRules } from '../sdk/flexibility/support/openAdrRules.js';
import { startTestChain, type TestChain } from '../services/support/chain.js';
import { type Household, moveTo, untilNotesAreReady } from '../services/support/market.js';
import { openedMarket } from '../services/support/openedMarket.js';
import { AREA, offerOf, openingOf, PLACE } from '../state/support/flexibility/terms.js';
import { ROLE_FUNDS } from '../state/support/foundation.js';
import { PROFILE } from '../state/support/profile.js';
import { slotOf } from '../state/support/slot.js';

const HOMES = 11;
const LISTED = [2, 3] as const;
const CALLED = 5;
const CELLS = offerOf(500, 20);
const USUAL: readonly Reading[] = CELLS.map(() => ({ imported: 1_000, exported: 0 }));

type Line = readonly [string, ...unknown[]];

let chain: TestChain;
const lines: Record<string, Line[]> = {};
let delivered: OfferPayment | undefined;
let shown: OfferStatement | undefined;
let before: number;
/** The money there is, as node and auditor have it. */
const supplies: (readonly [unknown, unknown])[] = [];

/** Proofs are at witness level: their signals are computed, and that they hold the node has seen. */
async function compareSupply(): Promise<void> {
  const { genesis, hasher, api } = chain;
  const books = openBooks(genesis, hasher);
  const verifier = {
    verifyMany: (claims: readonly unknown[]) => claims.map(() => undefined),
  } as ProofVerifier;
  const { height } = await api.status({});
  for await (const block of blocksOf(api, 1, Number(height)))
    auditBlock({ genesis, hasher, verifier }, books, block);
  supplies.push([await api.supply({}), auditedSupply(books)]);
}

/** All events that there were, as whoever was away hears them. */
async function follow(name: string, { wallet }: Pick<Household, 'wallet'>): Promise<void> {
  const own: Line[] = [];
  lines[name] = own;
  const gateway = new Gateway(wallet.flexibility, {
    called({ entry, offers }) {
      shown = offers[0]!;
      const event = needEvent(entry, shown.accepted!);
      own.push(['called', AdrEventRules.safeParse(event).success, event.intervals.map(({ id }) => id)]);
    },
    paid(payment) {
      delivered = payment;
      own.push(['paid', payment.late]);
    },
    failed: (_, __, { code }, final) => void own.push(['failed', code, final]),
  });
  const { height } = await chain.api.status({});
  const heard = new AbortController();
  for await (const event of events(chain.url, { from: 1, signal: heard.signal })) {
    await gateway.hear(event);
    if (event.type === 'block' && event.height >= height) heard.abort();
  }
}

beforeAll(async () => {
  chain = await startTestChain();
  const { homes, auctionIds } = await openedMarket(chain, HOMES, CALLED + 1);
  const keys = deriveKeys(chain.hasher, sha512(utf8ToBytes('aggregator')));
  const aggregator = new Wallet({ ...chain, keys }, memoryTxStore());
  await mintAccount(chain.signers.issuer, 'dso', ROLE_FUNDS);
  for (let i = 1; i < HOMES; i++) {
    await mintNote(chain.signers.issuer, await aggregator.mintSlip(1_500_000_000n));
  }
  await sendSigned(chain, 'publishArea', AREA);
  const openings = [];
  for (const [i, { wallet }] of homes.entries()) {
    const terms = { place: PLACE, capDown: 2_000, capUp: 2_000, ...(i > 0 && { offerPk: keys.ownerPk }) };
    const { request, opening } = await wallet.flexibility.register(terms);
    const signed = addSignature(chain.genesis, request, chain.signers.dso.sign(request.draft));
    await submitTx(chain.api, PROFILE, completeRequest(signed));
    openings.push(opening);
  }
  const [first, second] = [homes[0]!, homes[1]!];
  for (const day of [...LISTED, CALLED]) {
    await first.wallet.market.order(auctionIds[day]!, nullCells(USUAL.length));
    await untilNotesAreReady(chain);
  }
  const settle = async (day: number, readings: readonly Reading[]) => {
    await moveTo(chain, slotOf(day).times.settleFrom);
    const signed = first.meter.signDay(chain.genesis.chainId, 0, slotOf(day).day, readings);
    await first.wallet.market.settle(auctionIds[day]!, signed);
  };
  for (const day of LISTED) {
    await moveTo(chain, slotOf(day).times.release);
    await voidAuction(chain.api, PROFILE, auctionIds[day]!);
  }
  for (const day of LISTED) await settle(day, USUAL);
  await moveTo(chain, openingOf(CALLED));
  const need = await openNeed(chain, CALLED);
  const { needId, body } = need;
  await first.wallet.flexibility.offer(needId, CELLS);
  for (const [i, home] of homes.entries()) {
    if (i === 0) continue;
    await aggregator.flexibility.offer(needId, CELLS, { opening: openings[i]!, to: home.wallet.address });
  }
  await compareSupply();
  await finish(chain, need);
  await sendSigned(chain, 'callNeed', { needId, bits: 2n });
  await moveTo(chain, slotOf(CALLED).times.release);
  await voidAuction(chain.api, PROFILE, auctionIds[CALLED]!);
  await settle(
    CALLED,
    USUAL.map((usual, k) => (k === 1 ? { ...usual, imported: 600 } : usual)),
  );
  await follow('early', first);
  await moveTo(chain, body.deliverFrom);
  await follow('first', first);
  await follow('again', first);
  await follow('second', second);
  await compareSupply();
  before = (await chain.api.payments({ params: { needId } })).total;
}, 900_000);
afterAll(() => chain.close());

test('a call is told, as an event for devices, and nothing is delivered before its time', () => {
  expect(lines.early).toEqual([['called', true, [1]]]);
  expect(shown!.accepted![1]).toBeGreaterThan(0n);
});

test('what was offered is delivered by itself, once, whoever begins again', () => {
  expect(lines.first).toEqual([
    ['called', true, [1]],
    ['paid', false],
  ]);
  expect(delivered!.earned).toBeGreaterThan(0n);
  expect(lines.again).toEqual([['called', true, [1]]]);
  expect(before).toBe(1);
});

test('an auditor counts what offers paid in as the node does', () => {
  expect(supplies).toHaveLength(2);
  for (const [said, computed] of supplies) expect(computed).toEqual(said);
});

test('a home without readings is told so, and nothing is made in its name', () => {
  expect(lines.second).toEqual([
    ['called', true, [1]],
    ['failed', 'BASELINE_DAY_MISSING', true],
  ]);
});
