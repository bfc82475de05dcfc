import { FROZEN } from '@veilgrid/protocol/core/money/asset';
import type { Kind } from '@veilgrid/protocol/kinds';
import { MONEY } from '@veilgrid/protocol/params';
import type { Tx } from '@veilgrid/protocol/tx';
import { Random } from '../../economy/support/random.js';
import { AssetWorld, type Held, type Made } from '../support/assetWorld.js';
import { FEE, START } from '../support/genesis.js';
import { addPaidKinds, assetOf, UNIT_PRICE } from '../support/paidKinds.js';

addPaidKinds();

const NS = [1, 2];
const ASSETS = NS.map(assetOf);
const txOf = (world: AssetWorld, kind: string, body: object): Tx =>
  world.chain.tx(kind as Kind, body as never);
function setAsset(world: AssetWorld, n: number, live: bigint): void {
  expect(world.send(txOf(world, 'setAsset', { n, live }))).toBeUndefined();
  if (live === START) world.live.add(assetOf(n));
  else world.live.delete(assetOf(n));
}

type Part = Omit<Made<unknown>, 'value'>;

/** Wallets with money, and two assets of which one is live. */
function newWorld(random: Random): AssetWorld {
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

const moneyPart = (world: AssetWorld, random: Random, out: bigint) => {
  const [spends, worth] = someOf(world, random, MONEY);
  if (worth < out) return undefined;
  return world.money({ spends, makes: outputs(world, random, MONEY, worth - out), out });
};

function buy(world: AssetWorld, random: Random, asset: bigint, units: bigint) {
  const pays = moneyPart(world, random, FEE + units * UNIT_PRICE);
  const issued = world.slip(world.note(asset, units, random.pick([11n, 22n])));
  if (!pays) return undefined;
  return { body: { pays: pays.value, units, issued: issued.value }, parts: [pays, issued] as const };
}

function exchange(world: AssetWorld, random: Random, asset: bigint) {
  const [spends, worth] = someOf(world, random, asset);
  const given = world.part({ asset, spends, makes: outputs(world, random, asset, worth), out: 0n });
  const paid = moneyPart(world, random, FEE);
  return paid && { body: { assetPart: given.value, moneyPart: paid.value }, parts: [given, paid] as const };
}

function giveBack(world: AssetWorld, random: Random, asset: bigint) {
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
function step(world: AssetWorld, random: Random): void {
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

test.each([1, 2, 3, 4])(
  'what is issued and taken, exchanged and frozen, is in the notes to the unit: world %i',
  (seed) => {
    const random = new Random(seed);
    const world = newWorld(random);
    for (let i = 0; i < 25; i++) {
      step(world, random);
      world.check(ASSETS);
    }
    expect(ASSETS.some((asset) => world.sum(asset) > 0n)).toBe(true);
  },
);

describe('what a module is offered takes no', () => {
  const random = new Random(7);
  const world = newWorld(random);
  const [asset] = ASSETS as [bigint, bigint];
  const bought = (units = 5n) => buy(world, random, asset, units)!;
  beforeAll(() => {
    const first = bought(200n);
    expect(world.send(txOf(world, 'buy', first.body), ...first.parts)).toBeUndefined();
  });

  const cases: [name: string, refusal: () => string | undefined, code: string][] = [
    [
      'note that an issue makes for a second time in the transfer beside it',
      () => {
        const { body, parts } = bought();
        const pays = { ...body.pays, cm: [body.pays.cm[0]!, body.issued.cm] };
        return world.send(txOf(world, 'buy', { ...body, pays }), ...parts);
      },
      'COMMITMENT_EXISTS',
    ],
    [
      'issue that another transaction proved',
      () => {
        const [own, other] = [bought(), bought()];
        const context = world.chain.verified(txOf(world, 'buy', other.body)).context;
        const taken = { ...other.parts[1], witness: () => other.parts[1].witness(context) };
        return world.send(
          txOf(world, 'buy', { ...own.body, issued: other.body.issued }),
          own.parts[0],
          taken,
        );
      },
      'UNPROVEN',
    ],
    [
      'issue of more than is paid for',
      () => {
        const { body, parts } = bought();
        return world.send(txOf(world, 'buy', { ...body, units: 6n }), ...parts);
      },
      'UNPROVEN',
    ],
    [
      'issue of another asset than is said',
      () => {
        const { body, parts } = bought();
        const issued = { ...body.issued, asset: ASSETS[1] };
        return world.send(txOf(world, 'buy', { ...body, issued }), ...parts);
      },
      'UNPROVEN',
    ],
    [
      'issue of nothing',
      () => {
        const { body, parts } = bought(0n);
        return world.send(txOf(world, 'buy', body), ...parts);
      },
      'AMOUNT_ZERO',
    ],
    [
      'note of one asset as one of another',
      () => {
        const [note] = world.of(asset);
        const stolen = { ...note!, asset: ASSETS[1]! };
        const makes = [world.note(ASSETS[1]!, note!.value, 11n), world.note(ASSETS[1]!, 0n, 11n)];
        const given = world.part({ asset: ASSETS[1]!, spends: [stolen], makes, out: 0n });
        const paid = moneyPart(world, random, FEE)!;
        setAsset(world, 2, START);
        const body = { assetPart: given.value, moneyPart: paid.value };
        return world.send(txOf(world, 'exchange', body), given, paid);
      },
      'UNPROVEN',
    ],
    [
      'more of an asset out than was issued, whatever is proven',
      () => {
        const { body, parts } = giveBack(world, random, asset);
        return world.send(txOf(world, 'giveBack', { ...body, units: 201n }), ...parts);
      },
      'BALANCE_TOO_LOW',
    ],
  ];
  test.each(cases)('%s', (_name, refusal, code) => {
    expect(refusal()).toBe(code);
    world.check(ASSETS);
  });
});
