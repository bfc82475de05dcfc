/** Days in sequence over HTTP, at witness level: everything but the proofs themselves is real. */
import { type DaysOutcome, runDays } from '@veilgrid/cli/demo/market/days/runDays';
import type { MarketTown } from '@veilgrid/cli/demo/market/marketTown';
import { buildScenario, SEED } from '@veilgrid/cli/demo/market/scenario';
import { settleIn } from '@veilgrid/cli/demo/town/household';
import { startServices } from '@veilgrid/cli/demo/town/services';
import { Stages } from '@veilgrid/cli/demo/town/stages';
import { verifier, Wallet } from '@veilgrid/client-sdk';
import { blockEvents } from '@veilgrid/node/api/events/blockEvents';
import { NeedCalendar } from '@veilgrid/node/api/flexibility/calendar';
import { Calendar } from '@veilgrid/node/api/market/calendar';
import { decodeFrames } from '@veilgrid/protocol/core/ledgerFile';
import type { SettleBody } from '@veilgrid/protocol/market/settlement';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { decodeTx } from '@veilgrid/protocol/tx';
import { jsMatcher } from '@veilgrid/wasm-core';
import { ROLE_NAMES, SIGNERS, secretOf } from '../state/support/genesis.js';
import { startTestChain, type TestChain } from './support/chain.js';
import { moveTo } from './support/market.js';
import { enterOpening, openings } from './support/openings.js';

const quiet = { stage() {}, step() {}, stop() {} };
/** Two days after the chain begins. */
const OPTIONS = { profile: 'small', households: 11, date: '2027-01-17', seed: SEED } as const;

let chain: TestChain;
let town: MarketTown;
let outcome: DaysOutcome;

beforeAll(async () => {
  chain = await startTestChain();
  const { genesis, hasher, api, prover, url, dataSecret, verifyMany } = chain;
  const access = { genesis, hasher, api, prover, matcher: jsMatcher, verifyMany };
  const secrets = Object.fromEntries(ROLE_NAMES.map((role) => [role, secretOf(SIGNERS[role])])) as never;
  const scenario = buildScenario(genesis.params, OPTIONS.date, OPTIONS.households, SEED);
  town = {
    url,
    access,
    scenario,
    services: startServices(access, { secrets, dsoDataKey: dataSecret }),
    households: await Promise.all(scenario.houses.map((house, i) => settleIn(access, scenario, house, i))),
    neighbours: [],
    proofs: {
      transfer: 0,
      issue: 0,
      order: 0,
      clear: 0,
      close: 0,
      settle: 0,
      masksum: 0,
      offer: 0,
      claim: 0,
      deliver: 0,
      disclose: 0,
    },
    midnight: scenario.day * SECONDS_PER_DAY,
    moveTime: (time) => moveTo(chain, BigInt(time)),
  };
  // The third day is one of few, and the fourth takes it in.
  outcome = await runDays(town, OPTIONS, 4, new Stages(quiet, new AbortController().signal));
}, 600_000);
afterAll(() => chain.close());

test('sums and money of every publication are those of the households, to the Wh and to the unit', () => {
  expect(
    outcome.publications.map(({ days, energyExact, moneyExact }) => [days, energyExact, moneyExact]),
  ).toEqual([
    [[0, 1], true, true],
    [[2, 3], true, true],
  ]);
  // On the first day one did not settle and one was listed: nine hide nobody, so it waits. Six ordered on the third.
  expect(outcome.publications.map(({ aggregate }) => aggregate.members)).toEqual([21, 17]);
  expect(outcome.balancesExact).toBe(true);
  expect([outcome.supply.locked, outcome.supply.bonds]).toEqual([0n, 0n]);
});

test('every wallet finds its orders, settlements and money again from its words, over changes of keys, meter and owner', () => {
  expect(outcome.wallets).toBe(12);
  expect(outcome.recovered).toBe(true);
});

test('what happened is what was planned', async () => {
  const events = outcome.days.flatMap((day) => day.events);
  for (const said of [
    'keys for A and B',
    'new owner',
    'gets a new meter',
    'posts its new meter',
    'delivers nothing',
    'households order',
  ]) {
    expect(events.filter((event) => event.includes(said))).toHaveLength(1);
  }
  const [first, second, , fourth] = outcome.days;
  // The old owner settled the first day after the new one had moved in, the new one the second.
  const owners = [first!, second!].map((day) => day.parts[1]!.resident.keys.ownerPk);
  expect(new Set(owners).size).toBe(2);
  expect(first!.parts[1]!.settled).toBeDefined();
  const undelivered = second!.parts[0]!.settled!.bill;
  expect(undelivered.lines.some(({ sellFill }) => sellFill > 0)).toBe(true);
  const entry = await fourth!.entry;
  expect(Math.min(...entry.importPrice)).toBeLessThan(0);
});

test('a day billed late never settles: what is sent again is the late bill', async () => {
  const [first] = outcome.days;
  const { resident, house, settled, late } = first!.parts[3]!;
  expect(settled).toBeUndefined();
  expect(late!.lateFee).toBeGreaterThan(0n);
  const { genesis } = chain;
  const signed = resident.meter.signDay(genesis.chainId, 3, first!.scenario.day, house.readings);
  const { auctionId } = first!;
  const settlements = () => chain.api.settlements({ params: { auctionId } });
  const before = await settlements();
  expect(await resident.wallet.market.settle(auctionId, signed)).toEqual(late);
  expect((await settlements()).total).toBe(before.total);
});

test('anybody opens the merged set from the blocks alone', async () => {
  const { genesis, api } = chain;
  const { frames } = await api.blocks({});
  let head = verifier.genesisHead(genesis);
  const settlements = new Map<bigint, SettleBody[]>();
  const sums = { A: openings(), B: openings() };
  for (const sealed of decodeFrames(frames)) {
    const verified = verifier.verifyBlock(genesis, head, sealed);
    head = verified.head;
    for (const tx of verified.block.transactions.map((bytes) => decodeTx(genesis.profile, bytes))) {
      if (tx.kind === 'settle') {
        settlements.set(tx.body.auctionId, [...(settlements.get(tx.body.auctionId) ?? []), tx.body]);
      }
      if (tx.kind === 'maskSum') enterOpening(sums, tx.body);
    }
  }
  const published = await api.aggregate({ params: { auctionId: outcome.days[2]!.auctionId } });
  const sets = published.auctions.map((id) => settlements.get(id)!);
  expect(sets.map((set) => set.length)).toEqual([6, 11]);
  verifier.verifyPublication(verifier.openPublication(genesis.params, sets, sums), published);
  // The count is the large one's alone.
  const refused = expect.objectContaining({ code: 'LANES_INVALID' });
  expect(() => verifier.openPublication(genesis.params, [sets[1]!, sets[0]!], sums)).toThrow(refused);
  expect(() => verifier.openPublication(genesis.params, [sets[0]!], sums)).toThrow(refused);
});

test('every auction of a merged set is announced as published, with its large one', () => {
  const { ledger } = chain;
  const calendar = new Calendar(ledger);
  const needs = new NeedCalendar(ledger);
  const heights = Array.from({ length: Number(ledger.head.height) }, (_, i) => BigInt(i + 1));
  const published = heights
    .flatMap((height) => blockEvents(ledger, calendar, needs, height))
    .flatMap((event) => (event.type === 'auction' && event.phase === 'published' ? [event.auctionId] : []));
  expect(published).toEqual(outcome.days.map((day) => day.auctionId));
});

test('a wallet whose point was revoked since still finds everything', async () => {
  const { access, services, households } = town;
  const { wallet, keys, point } = households[5]!;
  await services.registrar.revoke(point.position, services.supplier.coSigner('revokePoint'));
  const fresh = new Wallet({ ...access, keys });
  expect(await fresh.recover()).toHaveLength(4);
  await wallet.sync();
  expect(fresh.notes.balance).toBe(wallet.notes.balance);
});
