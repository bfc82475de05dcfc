/** Steps of random worlds of assets (assetWorld.ts): what wallets and the tests' own module do. */
import { FROZEN } from '@veilgrid/protocol/core/money/asset';
import type { Kind } from '@veilgrid/protocol/kinds';
import { MONEY } from '@veilgrid/protocol/params';
import type { Tx } from '@veilgrid/protocol/tx';
import type { Random } from '../../economy/support/random.js';
import { AssetWorld, type Held, type Made } from './assetWorld.js';
import { FEE, START } from './genesis.js';
import { assetOf, UNIT_PRICE } from './paidKinds.js';

const NS = [1, 2];
export const ASSETS = NS.map(assetOf);
export const txOf = (world: AssetWorld, kind: string, body: object): Tx =>
  world.chain.tx(kind as Kind, body as never);
export function setAsset(world: AssetWorld, n: number, live: bigint): void {
  expect(world.send(txOf(world, 'setAsset', { n, live }))).toBeUndefined();
  if (live === START) world.live.add(assetOf(n));
  else world.live.delete(assetOf(n));
}

type Part = Omit<Made<unknown>, 'value'>;

/** Wallets with money, and two assets of which one is live. */
export function newWorld(random: Random): AssetWorld {
  const world = new AssetWorld();
  for (const sk of [11n, 22n, 33n]) mint(world, world.note(MONEY, random.big(50_000n, 90_000n), sk));
  for (const n of NS) setAsset(world, n, 0n);
  setAsset(world, 1, START);
  return world;
}

function mint(world: AssetWorld, note: Held): string | undefined {
  const slip = world.slip(note);
  return world.send(world.chain.tx('mintNote', { slip: slip.value }), slip);
}

/** Up to two notes of an asset, and what they are worth. */
function someOf(world: AssetWorld, random: Random, asset: bigint): [notes: Held[], worth: bigint] {
  const notes = world.of(asset);
  const first = random.pick(notes);
  const second = random.chance(0.6) ? random.pick(notes) : first;
  const chosen = first === second ? [first] : [first, second];
  return [chosen, chosen.reduce((sum, { value }) => sum + value, 0n)];
}

/** Two notes of any two wallets. */
function outputs(world: AssetWorld, random: Random, asset: bigint, worth: bigint): [Held, Held] {
  const first = random.big(0n, worth);
  const to = () => random.pick([11n, 22n, 33n, 44n]);
  return [world.note(asset, first, to()), world.note(asset, worth - first, to())];
}

export const moneyPart = (world: AssetWorld, random: Random, out: bigint) => {
  const [spends, worth] = someOf(world, random, MONEY);
  if (worth < out) return undefined;
  return world.money({ spends, makes: outputs(world, random, MONEY, worth - out), out });
};

export function buy(world: AssetWorld, random: Random, asset: bigint, units: bigint) {
  const pays = moneyPart(world, random, FEE + units * UNIT_PRICE);
  const issued = world.slip(world.note(asset, units, random.pick([11n, 22n])));
  if (!pays) return undefined;
  return { body: { pays: pays.value, units, issued: issued.value }, parts: [pays, issued] as const };
}

export function exchange(world: AssetWorld, random: Random, asset: bigint) {
  const [spends, worth] = someOf(world, random, asset);
  const given = world.part({ asset, spends, makes: outputs(world, random, asset, worth), out: 0n });
  const paid = moneyPart(world, random, FEE);
  return paid && { body: { assetPart: given.value, moneyPart: paid.value }, parts: [given, paid] as const };
}

export function giveBack(world: AssetWorld, random: Random, asset: bigint) {
  const [spends, worth] = someOf(world, random, asset);
  const units = random.big(1n, worth);
  const gives = world.part({
    asset,
    spends,
    makes: outputs(world, random, asset, worth - units),
    out: units,
  });
  const issued = world.slip(world.note(MONEY, units * UNIT_PRICE - FEE, 22n));
  return { body: { gives: gives.value, units, issued: issued.value }, parts: [gives, issued] as const };
}

/** One step, and what becomes of it. */
export function step(world: AssetWorld, random: Random): void {
  const asset = random.pick(ASSETS);
  const send = (kind: string, made: { body: object; parts: readonly Part[] } | undefined) =>
    made && world.send(txOf(world, kind, made.body), ...made.parts);
  const roll = random.int(0, 9);
  if (roll === 0) expect(mint(world, world.note(MONEY, random.big(1n, 10_000n), 22n))).toBeUndefined();
  else if (roll === 1) setAsset(world, 2, random.pick([START, FROZEN]));
  else if (roll < 5 || world.of(asset).length === 0)
    expect(send('buy', buy(world, random, asset, random.big(1n, 300n)))).toBeUndefined();
  else if (roll < 8) {
    const frozen = !world.live.has(asset);
    const made = exchange(world, random, asset);
    expect(send('exchange', made)).toBe(made && frozen ? 'ASSET_FROZEN' : undefined);
  } else expect(send('giveBack', giveBack(world, random, asset))).toBeUndefined();
}
