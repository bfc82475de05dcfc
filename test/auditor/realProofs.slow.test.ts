import { CIRCUITS, ensureArtifacts } from '@veilgrid/circuits';
import { runDay } from '@veilgrid/cli/demo/market/day';
import { Stages } from '@veilgrid/cli/demo/town/stages';
import { buildTown } from '@veilgrid/cli/demo/town/town';
import { interruptible } from '@veilgrid/cli/terminal/interrupt';
import { audit, held } from '@veilgrid/client-sdk/auditor/index';
import { blocksOf } from '@veilgrid/client-sdk/client/blocks';
import { PARAMS } from '../state/support/genesis.js';
import { K, PROFILE } from '../state/support/profile.js';
import { arrayScenario } from './support/arrayScenario.js';

const quiet = { stage() {}, step() {}, stop() {} };
/** In each profile the last batch of orders and of tags is partly filled. */
const HOUSES = 13;

test('the auditor accepts a day of real proofs, in which energy and money are exact', async () => {
  await ensureArtifacts(PROFILE, CIRCUITS);
  const scenario = arrayScenario(HOUSES);
  await interruptible(async (closers, signal) => {
    const town = await buildTown({ profile: PROFILE, scenario }, closers);
    const { supply, aggregate, auction: entry } = await runDay(town, new Stages(quiet, signal));
    expect(entry.result!.traded).toBe((1n << BigInt(K)) - 1n);
    const load = (of: 'imported' | 'exported') =>
      Array.from({ length: K }, (_, k) =>
        scenario.houses.reduce((sum, house) => sum + BigInt(house.readings[k]![of]), 0n),
      );
    // Ten feed in during the first word: of later ones only the net is shown.
    const shown = (loads: bigint[]) => loads.map((x, k) => (k < 6 ? x : 0n));
    const [imports, exports] = [load('imported'), load('exported')];
    expect(aggregate).toMatchObject({
      members: HOUSES,
      imports: shown(imports),
      exports: shown(exports),
      nets: imports.map((x, k) => (k < 6 ? 0n : x - exports[k]!)),
    });
    const { minted, redeemed, notes, locked, bonds, accounts } = supply;
    const accountsHold = Object.values(accounts).reduce((a, b) => a + b, 0n);
    expect([locked, bonds, notes + accountsHold + redeemed]).toEqual([0n, 0n, minted]);

    const { api, genesis } = town.access;
    const { height } = await api.status({});
    const { books, proofs } = await audit({ genesis, blocks: blocksOf(api, 1, Number(height)) });
    const batches = (size: number) => Math.ceil(HOUSES / size);
    // A payment, money paid in, orders, settlements and a close; clearing, and the masks of A and of B, whose last
    // batch comes twice: for the count, and for what it allows.
    expect(proofs).toBe(3 * HOUSES + 2 + batches(PARAMS.clearN) + 2 * (batches(PARAMS.maskN) + 1));
    expect(held(books, 'dso')).toBe(accounts.dso);
    const [auction] = books.auctions.values();
    const { money, held: heldLeft, ...shares } = auction!.published!;
    const sum = books.sums.get(auction!.id)!;
    const { held: kept, ...totals } = aggregate!;
    expect({ ...sum, ...sum.words, ...money, ...shares, heldLeft }).toMatchObject(totals);
    expect(kept).toBe(0n);
  });
}, 900_000);
