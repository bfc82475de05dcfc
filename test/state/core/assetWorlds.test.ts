import { Random } from '../../economy/support/random.js';
import { ASSETS, buy, giveBack, moneyPart, newWorld, setAsset, step, txOf } from '../support/assetSteps.js';
import { FEE, START } from '../support/genesis.js';
import { addPaidKinds } from '../support/paidKinds.js';

addPaidKinds();

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
