import { CIRCUITS, ensureArtifacts } from '@veilgrid/circuits';
import { runDay } from '@veilgrid/cli/demo/market/day';
import { marketTown } from '@veilgrid/cli/demo/market/marketTown';
import { DEFAULT_DAY, SEED } from '@veilgrid/cli/demo/market/scenario';
import { Stages } from '@veilgrid/cli/demo/town/stages';
import { buildTown } from '@veilgrid/cli/demo/town/town';
import { interruptible } from '@veilgrid/cli/terminal/interrupt';
import { audit, held } from '@veilgrid/client-sdk/auditor/index';
import { blocksOf } from '@veilgrid/client-sdk/client/blocks';

const quiet = { stage() {}, step() {}, stop() {} };

test('the auditor accepts a day of real proofs', async () => {
  await ensureArtifacts('small', CIRCUITS);
  const options = { profile: 'small', households: 12, date: DEFAULT_DAY, seed: SEED } as const;
  await interruptible(async (closers, signal) => {
    const town = await buildTown(marketTown(options), closers);
    const { supply, aggregate } = await runDay(town, new Stages(quiet, signal));
    const { api, genesis } = town.access;
    const { height } = await api.status({});
    const { books, proofs } = await audit({ genesis, blocks: blocksOf(api, 1, Number(height)) });
    expect(proofs).toBe(44);
    expect(held(books, 'dso')).toBe(supply.accounts.dso);
    const [auction] = books.auctions.values();
    const { auctions, ...totals } = aggregate!;
    expect(auction!.published).toMatchObject({ auctions, totals });
  });
}, 900_000);
