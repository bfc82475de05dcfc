import { dayFigures, marketOf, memoryTxStore, nullCells, verifier, Wallet } from '@veilgrid/client-sdk';
import { Block } from '@veilgrid/protocol/core/block';
import { BUY, type Cell, SELL } from '@veilgrid/protocol/core/books/cells';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import type { Fact } from '@veilgrid/protocol/core/fact';
import { decodeFrames, type LedgerBlock } from '@veilgrid/protocol/core/ledgerFile';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { Fr } from '@veilgrid/protocol/core/ssz';
import { LOG } from '@veilgrid/protocol/log';
import { billOf, type SettleBody } from '@veilgrid/protocol/market/settlement';
import type { Api } from '@veilgrid/protocol/routes';
import { decodeTx } from '@veilgrid/protocol/tx';
import {
  Follower,
  MaskSummer,
  measuredSettlementWatch,
  memoryFollowerStore,
  Operator,
  openSums,
  publish,
  RELEASE_DELAY,
  settlementWatch,
} from '@veilgrid/services';
import { impossible } from '@veilgrid/services/core/follower/watch';
import { PARAMS } from '../state/support/genesis.js';
import { TIMES } from '../state/support/slot.js';
import { startTestChain, type TestChain } from './support/chain.js';
import { blocksFrom, forkOf, showing } from './support/fork.js';
import {
  enrol,
  fundRoles,
  type Household,
  household,
  moveTo,
  type Parties,
  partiesOf,
  publishTariff,
  TERMS,
  untilNotesAreReady,
} from './support/market.js';
import { enterOpening, openings } from './support/openings.js';

const { K, clearN } = PARAMS;
const HOUSES = 13;
/** Batches that the operator proves before it submits them. */
const AT_ONCE = 4;
/** Its day was estimated by the DSO. */
const ESTIMATED = 4;
/** Imports so much that its deposit does not suffice. */
const SHORT = 7;

const cellsOf = (i: number): Cell[] =>
  i === 10
    ? nullCells(K)
    : Array.from({ length: K }, (_, k) =>
        i % 3 === 0
          ? { side: SELL, level: 700 + 40 * i + k, qty: 900 + 10 * i }
          : { side: BUY, level: 2600 - 30 * i, qty: Math.round((2_000 + 28 * i * (k + 1)) / K) },
      );

const readingsOf = (i: number): Reading[] =>
  Array.from({ length: K }, (_, k) => ({
    imported: i === SHORT ? 15_000 : 400 + 31 * i + 5 * k,
    exported: i % 3 === 0 ? 800 + i : 0,
  }));

describe('a market day over HTTP, at witness level', () => {
  let chain: TestChain;
  let parties: Parties;
  let homes: Household[];
  let auctionId: bigint;

  beforeAll(async () => {
    chain = await startTestChain();
    parties = partiesOf(chain);
    homes = Array.from({ length: HOUSES }, (_, i) => household(chain, `home ${i}`));
  });
  afterAll(() => chain.close());

  const settle = (i: number) => {
    // The DSO's reading stands in its list, sealed.
    const signed =
      i === ESTIMATED
        ? undefined
        : homes[i]!.meter.signDay(chain.genesis.chainId, i, TERMS.day, readingsOf(i));
    return homes[i]!.wallet.market.settle(auctionId, signed);
  };

  test('enrols, opens and takes sealed orders', async () => {
    await fundRoles(chain);
    await publishTariff(parties);
    for (const [i, home] of homes.entries()) await enrol(chain, parties, home, i);
    await untilNotesAreReady(chain);
    auctionId = await parties.operator.openAuction(
      TERMS,
      { share: (id) => parties.regulator.share(id), coSigner: parties.regulator.coSigner },
      parties.supplier,
    );
    const { ctx } = homes[0]!;
    const lying = async (query: Parameters<typeof chain.api.auction>[0]) => {
      const entry = await chain.api.auction(query);
      return { ...entry, settleEnd: entry.settleFrom };
    };
    const deceived = new Wallet({ ...ctx, api: { ...chain.api, auction: lying } });
    await expect(deceived.market.order(auctionId, cellsOf(0))).rejects.toMatchObject({
      code: 'FACT_INVALID',
      data: { fact: 'openAuction', field: 'settleEnd' },
    });
    for (const [i, home] of homes.entries()) await home.wallet.market.order(auctionId, cellsOf(i));
    const { orders, phase } = await chain.api.auction({ params: { auctionId } });
    expect({ orders, phase }).toEqual({ orders: HOUSES, phase: 'open' });
    // A wallet that was restored elsewhere knows the order by the ledger's refusal alone.
    const restored = new Wallet(ctx, memoryTxStore());
    await restored.recover();
    // What is left of the note that paid waits as a new one does.
    await expect(restored.market.order(auctionId, cellsOf(0))).rejects.toMatchObject({
      code: 'NO_NOTE_LARGE_ENOUGH',
    });
    await untilNotesAreReady(chain);
    await expect(restored.market.order(auctionId, cellsOf(0))).rejects.toMatchObject({
      code: 'ORDER_EXISTS',
      data: { field: 'nfBid' },
    });
  });

  test('before the release the operator can clear nothing, and the regulator cannot release early', async () => {
    await expect(parties.operator.clear(auctionId)).rejects.toMatchObject({ code: 'SHARE_NOT_RELEASED' });
    await expect(parties.operator.forget(auctionId)).rejects.toMatchObject({ code: 'PHASE_WRONG' });
    await expect(parties.regulator.release(auctionId)).rejects.toMatchObject({
      code: 'RELEASE_EARLY',
    });
  });

  test('clears in batches, going on after a crash in the middle', async () => {
    await moveTo(chain, TIMES.gate + RELEASE_DELAY);
    await parties.regulator.release(auctionId);
    const batches = Math.ceil(HOUSES / clearN);
    let left = batches - 1;
    const { prove } = chain.prover;
    const crashing = new Operator({
      ...parties.operatorContext,
      prover: {
        prove: (circuit, inputs) => {
          if (left-- === 0) throw new Error('crash');
          return prove(circuit, inputs);
        },
        close: async () => {},
      },
    });
    await expect(crashing.clear(auctionId)).rejects.toThrow('crash');
    expect((await chain.api.auction({ params: { auctionId } })).clearBatch).toBe(AT_ONCE);

    const before = chain.proofs();
    const result = await parties.operator.clear(auctionId);
    // The batches that were not there, and the close.
    expect(chain.proofs() - before).toBe(batches - AT_ONCE + 1);
    expect(result.traded).not.toBe(0n);
    expect(result.enough).toBe(true);
    const entry = await chain.api.auction({ params: { auctionId } });
    expect(entry.result).toEqual(result);
    expect(await parties.operator.clear(auctionId)).toEqual(result);
    await parties.operator.forget(auctionId);
    expect(await parties.operatorSecrets.list('share:')).toEqual([]);
  });

  test('settles every household: refunds, an estimated day, a shortfall', async () => {
    await expect(settle(ESTIMATED)).rejects.toMatchObject({ code: 'SETTLEMENT_NOT_OPEN' });
    const listed = {
      position: ESTIMATED,
      signed: parties.registrar.signReadings(ESTIMATED, TERMS.day, readingsOf(ESTIMATED)),
    };
    const statistician = chain.signers.statistician.coSigner('statusList');
    await parties.billing.postStatusList(auctionId, [listed], statistician);
    await moveTo(chain, TIMES.settleFrom);
    const settled = await Promise.all(homes.map((_, i) => settle(i)));
    expect(settled[SHORT]!.shortfall).toBeGreaterThan(0n);
    for (const [i, { readings }] of settled.entries()) expect(readings).toEqual(readingsOf(i));
    for (const home of homes) await home.wallet.sync();
    const deposits = (await chain.api.orders({ params: { auctionId } })).items.map((o) => o.deposit);
    homes.forEach(({ wallet }, i) => {
      const { bill, shortfall } = settled[i]!;
      expect(wallet.notes.balance).toBe(5_000_000_000n - bill.cost + shortfall);
      expect(deposits[i]! - bill.cost + shortfall).toBe(settled[i]!.refund.value);
    });
    expect(settled[10]!.bill.trade).toBe(0n);
    expect(billOf(cellsOf(0), readingsOf(0), ...(await marketAndResult()))).toEqual(settled[0]!.bill);
  });

  const marketAndResult = async () => {
    const entry = await chain.api.auction({ params: { auctionId } });
    return [marketOf(entry), entry.result!] as const;
  };

  test('a settlement sent again is the one that was kept', async () => {
    const { total } = await chain.api.settlements({ params: { auctionId } });
    const before = chain.proofs();
    const again = await settle(0);
    expect(again.readings).toEqual(readingsOf(0));
    expect(chain.proofs()).toBe(before);
    expect((await chain.api.settlements({ params: { auctionId } })).total).toBe(total);
  });

  test('the DSO reads the shortfall, and nobody else owes', async () => {
    const invoices = await parties.billing.invoices(auctionId);
    expect(invoices).toHaveLength(1);
    expect(invoices[0]!.position).toBe(SHORT);
  });

  test('of a block with one count raised nothing is signed: its proof is another', async () => {
    await moveTo(chain, TIMES.settleEnd);
    const watch = settlementWatch(chain);
    const { settle: observe } = watch.observers;
    let seen = 0;
    const raised: typeof watch = {
      ...watch,
      observers: {
        ...watch.observers,
        settle(book, body, at) {
          const lanes = seen++ === 3 ? body.lanes.with(-1, body.lanes.at(-1)! + 1n) : body.lanes;
          observe!(book, { ...body, lanes }, at);
        },
      },
    };
    const follower = new Follower({ ...chain, store: memoryFollowerStore() }, raised);
    const { book } = await follower.catchUp();
    expect(book.groups[String(auctionId)]!.unproven).toBe(1);
    const lied = new MaskSummer({ ...parties.aContext, follower });
    await expect(lied.sumMasks(auctionId)).rejects.toMatchObject({ code: 'SET_UNVERIFIED' });
  });

  test('of a fork that repeats one settlement ten times nothing is signed: it is of one point', async () => {
    const { genesis, api } = chain;
    const blocks = await blocksFrom(api);
    const isSettle = (tx: Uint8Array) => decodeTx(genesis.profile, tx).kind === 'settle';
    const transactionsOf = ({ block }: LedgerBlock) => Block.deserialize(block).transactions;
    const first = blocks.findIndex((block) => transactionsOf(block).some(isSettle));
    const victim = transactionsOf(blocks[first]!).find(isSettle)!;
    const fork = forkOf(genesis, blocks.slice(0, first), [
      { time: TIMES.settleFrom, transactions: Array<Uint8Array>(10).fill(victim) },
      { time: TIMES.settleEnd, transactions: [] },
    ]);
    const lied = { ...chain, api: showing(api, fork) };
    const follower = new Follower({ ...lied, store: memoryFollowerStore() }, settlementWatch(lied));
    const { book } = await follower.catchUp();
    expect(book.groups[String(auctionId)]!.tagsA).toHaveLength(10);
    const before = chain.proofs();
    const one = new MaskSummer({ ...parties.aContext, api: lied.api, follower });
    await expect(one.sumMasks(auctionId)).rejects.toMatchObject({
      code: 'SET_UNVERIFIED',
      data: { field: 'settlements.1' },
    });
    expect(chain.proofs()).toBe(before);
  });

  test('aggregates: mask sums of A and B, published sums equal to the readings', async () => {
    await moveTo(chain, TIMES.settleEnd);
    expect(await openSums([parties.a, parties.b], auctionId)).toBe(true);
    expect(await openSums([parties.a, parties.b], auctionId)).toBe(true);
    await moveTo(chain, TIMES.publish);
    await publish(chain.api, chain.genesis.profile, auctionId);
    const aggregate = await chain.api.aggregate({ params: { auctionId } });
    const all = homes.map((_, i) => readingsOf(i));
    for (let k = 0; k < K; k++) {
      const net = all.reduce((sum, r) => sum + r[k]!.imported - r[k]!.exported, 0);
      // Five export: no side is shown.
      expect([aggregate.imports[k], aggregate.exports[k], aggregate.nets[k]]).toEqual([0n, 0n, BigInt(net)]);
    }
    const { sideWords } = PARAMS;
    const imports = Array(Math.ceil(sideWords / 2)).fill(12);
    expect(aggregate.counts).toEqual([...Array(sideWords).fill(5), ...imports, 12]);
    expect(aggregate.members).toBe(HOUSES);
    const figures = await dayFigures(chain, auctionId);
    expect(figures).toMatchObject({ members: HOUSES, active: 12 });
    expect(figures.words[0]).toEqual({ from: 0, shows: 'net', importers: 12, exporters: 5 });
  });

  test('the DSO has followed what a meter above the zone must not show', async () => {
    const watch = measuredSettlementWatch(chain);
    const { book } = await new Follower({ ...chain, store: memoryFollowerStore() }, watch).catchUp();
    expect(book.daySets[String(auctionId)]).toEqual({
      zone: TERMS.zone,
      day: TERMS.day,
      freezes: TIMES.settleEnd,
      settled: HOUSES,
      opened: true,
      alone: true,
    });
    expect(book.dayPoints[TERMS.day]).toEqual({ [TERMS.zone]: { points: HOUSES, open: 0 } });
  });

  test.each<[string, 0 | 1, boolean]>([
    ['the other role', 1, true],
    ['the own role', 0, true],
    ['nobody', 1, false],
  ])('a count of %s that no proof stands behind counts for nobody', async (_of, aggregator, raised) => {
    const watch = settlementWatch(chain);
    const { maskSum: observe, publish: _, ...observers } = watch.observers;
    const lying: typeof watch = {
      ...watch,
      observers: {
        ...observers,
        maskSum(book, body, at) {
          const raise = raised && body.aggregator === aggregator && body.count === 1;
          const sum = raise ? body.sum.with(-1, body.sum.at(-1)! + 1n) : body.sum;
          observe!(book, { ...body, sum }, at);
        },
      },
    };
    const follower = new Follower({ ...chain, store: memoryFollowerStore() }, lying);
    const { book } = await follower.catchUp();
    const { unproven, opened } = book.groups[String(auctionId)]!;
    expect(unproven).toBe(raised ? 1 : 0);
    expect([opened.A.count, opened.B.count]).toEqual([expect.any(String), expect.any(String)]);
  });

  test('a block that is refused half way says nothing of the members that others have', async () => {
    const watch = settlementWatch(chain);
    const { settle: observe, publish: _, ...observers } = watch.observers;
    let refused = 0;
    const refusing: typeof watch = {
      ...watch,
      observers: {
        ...observers,
        settle(book, body, at) {
          if (refused > 0) return observe!(book, body, at);
          refused += 1;
          observe!(book, { ...body, lanes: body.lanes.with(-1, body.lanes.at(-1)! + 1n) }, at);
          throw impossible('a block of the validator alone');
        },
      },
    };
    const blocks = await blocksFrom(chain.api);
    const isSettle = (tx: Uint8Array) => decodeTx(chain.genesis.profile, tx).kind === 'settle';
    const first = blocks.findIndex(({ block }) => Block.deserialize(block).transactions.some(isSettle));
    let node = showing(chain.api, blocks.slice(0, first));
    const api: Api = {
      ...chain.api,
      headers: (args) => node.headers(args),
      blocks: (args) => node.blocks(args),
    };
    const follower = new Follower({ ...chain, api, store: memoryFollowerStore() }, refusing);
    await follower.catchUp();
    node = showing(chain.api, blocks);
    await expect(follower.catchUp()).rejects.toMatchObject({ code: 'BLOCK_INVALID' });
    const { book } = await follower.catchUp();
    expect(book.groups[String(auctionId)]!.unproven).toBe(0);
  });

  test('anybody opens the same aggregate from the blocks alone', async () => {
    const { genesis, api } = chain;
    const settlements: SettleBody[] = [];
    const sums = { A: openings(), B: openings() };
    let head = verifier.genesisHead(genesis);
    const { frames } = await api.blocks({});
    for (const sealed of decodeFrames(frames)) {
      const { block: bytes } = sealed;
      for (const at of [0, 12, 50, 90, bytes.length - 1]) {
        const block = bytes.slice();
        block[at]! ^= 1;
        expect(() => verifier.verifyBlock(genesis, head, { ...sealed, block })).toThrow(
          /BLOCK_INVALID|MALFORMED/,
        );
      }
      const verified = verifier.verifyBlock(genesis, head, sealed);
      expect(() => verifier.verifyBlock(genesis, verified.head, sealed)).toThrow(/BLOCK_INVALID/);
      for (const tx of verified.block.transactions.map((b) => decodeTx(genesis.profile, b))) {
        if (tx.kind === 'settle') settlements.push(tx.body);
        if (tx.kind === 'maskSum') enterOpening(sums, tx.body);
      }
      head = verified.head;
    }
    const published = await api.aggregate({ params: { auctionId } });
    const key = Fr.serialize(auctionId);
    const fact = await api.logFact({ params: { name: 'aggregate', key: Buffer.from(key).toString('hex') } });
    const named = { name: 'aggregate', key };
    verifier.verifyLogFact(genesis, named, fact);
    const { auctionId: host, ...logged } = LOG.aggregate.body.deserialize(fact.body);
    expect(host).toBe(auctionId);
    expect(published).toMatchObject(logged);
    const energy = { name: 'sum', key };
    const sum = await api.logFact({ params: { ...energy, key: Buffer.from(key).toString('hex') } });
    verifier.verifyLogFact(genesis, energy, sum);
    const { words, counts } = LOG.sum.body.deserialize(sum.body);
    expect([counts, words.nets]).toEqual([published.counts, published.nets.map((x) => mod(x))]);
    const refused = (change: object, asked = named) =>
      expect(() => verifier.verifyLogFact(genesis, asked, { ...fact, ...change })).toThrow('FACT_INVALID');
    refused({ body: fact.body.with(40, fact.body[40]! ^ 1) });
    refused({}, { ...named, name: 'aggregates' });
    refused({}, { ...named, key: Fr.serialize(auctionId + 1n) });
    refused({ size: fact.size + 1 });
    // An entry of the log is no transaction, nor the other way round.
    expect(() => verifier.verifyFact(genesis, { ...fact, tx: fact.body })).toThrow('FACT_INVALID (path)');
    const facts = await api.auctionFacts({ params: { auctionId } });
    refused({ ...facts.close, body: facts.close!.tx });
    expect(Object.keys(facts)).toEqual([
      'publishTariff',
      'openAuction',
      'releaseShare',
      'close',
      'openSettlement',
    ]);
    for (const [kind, each] of Object.entries(facts) as [string, Fact][]) {
      verifier.verifyFact(genesis, each);
      expect(decodeTx(genesis.profile, each.tx).kind).toBe(kind);
    }
    const opened = verifier.openPublication(genesis.params, [settlements], sums);
    verifier.verifyPublication(opened, published);
    const wrong = { ...published, nets: published.nets.with(2, published.nets[2]! + 1n) };
    expect(() => verifier.verifyPublication(opened, wrong)).toThrow(/LANES_INVALID \(nets\.2\)/);
    const swapped = { A: sums.B, B: sums.B };
    expect(() => verifier.openPublication(genesis.params, [settlements], swapped)).toThrow(/LANES_INVALID/);
  });

  test('money is conserved', async () => {
    const { minted, redeemed, notes, locked, bonds, held, accounts } = await chain.api.supply({});
    const owned = Object.values(accounts).reduce((a, b) => a + b, 0n);
    expect(notes + locked + bonds + held + owned + redeemed).toBe(minted);
    const balances = homes.reduce((sum, { wallet }) => sum + wallet.notes.balance, 0n);
    expect(balances).toBe(notes);
  });

  test('a wallet restored from its seed finds all its money', async () => {
    const restored = new Wallet(homes[1]!.ctx);
    await restored.recover();
    expect(restored.notes.balance).toBe(homes[1]!.wallet.notes.balance);
    expect(restored.notes.balance).toBeGreaterThan(0n);
  });

  test('pays another household, and redeems', async () => {
    const [payer, payee] = [homes[1]!.wallet, homes[2]!.wallet];
    const before = [payer.notes.balance, payee.notes.balance] as const;
    await payer.transfer(payee.address, 1_234n);
    // What is left of it waits, as any new note.
    const rest = payer.notes.balance - 5_000n;
    await expect(payer.redeem(rest, new Uint8Array(32))).rejects.toMatchObject({
      code: 'NO_NOTE_LARGE_ENOUGH',
      data: { balance: String(payer.notes.balance), waitSeconds: expect.stringMatching(/^[0-9]+$/) },
    });
    await untilNotesAreReady(chain);
    // More than any single note: two are joined.
    await payer.redeem(rest, new Uint8Array(32).fill(9));
    await payer.sync();
    await payee.sync();
    expect(payee.notes.balance).toBe(before[1] + 1_234n);
    expect(payer.notes.balance).toBeLessThan(5_000n);
  });
});
