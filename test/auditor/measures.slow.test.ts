/** Node and auditor on the same random networks: both take an asset, a total or a peak, or refuse it alike. */
import { openBooks } from '@veilgrid/client-sdk/auditor/books';
import { join, putGroup } from '@veilgrid/client-sdk/auditor/core/groups';
import { measured, measuredPeak } from '@veilgrid/client-sdk/auditor/core/measures';
import { networkAsset } from '@veilgrid/client-sdk/auditor/core/networkAssets';
import { enrolPoint } from '@veilgrid/client-sdk/auditor/core/points';
import { GROUP_LINES } from '@veilgrid/client-sdk/auditor/groupLines';
import { readSum } from '@veilgrid/node/state/core/groups/openedSum';
import type { Bodies } from '@veilgrid/protocol/kinds';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import type { Tx } from '@veilgrid/protocol/tx';
import fc from 'fast-check';
import { codeOf } from '../state/support/codeOf.js';
import { GENESIS } from '../state/support/genesis.js';
import { hasher } from '../state/support/hasher.js';
import { MaskedGroups, prosumer, times } from '../state/support/maskedGroups.js';
import {
  AFTER,
  bareAsset,
  METERED_DAY,
  measuredTx,
  meteredAsset,
  withdrawalTx,
} from '../state/support/network.js';
import { CAPS, Party } from '../state/support/party.js';

const ASSETS = 6;
/** Customers of its own, the parent among those before it, and whether it has a meter. */
const asset = fc.record({ own: fc.nat(14), parent: fc.nat(ASSETS), late: fc.nat(9), version: fc.nat(3) });
const world = fc.record({
  assets: fc.array(asset, { minLength: ASSETS, maxLength: ASSETS }),
  /** Of the zones 1, 2, 3: who settled, and whether it is open. */
  settled: fc.array(fc.constantFrom(0, 0, 3, 10, 11, 12), { minLength: 3, maxLength: 3 }),
  opened: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 3, maxLength: 3 }),
  points: fc.array(fc.record({ zone: fc.integer({ min: 1, max: 3 }), open: fc.nat(4) }), { maxLength: 6 }),
  acts: fc.array(fc.record({ asset: fc.integer({ min: 1, max: ASSETS }), act: fc.nat(9) }), {
    minLength: 8,
    maxLength: 14,
  }),
});

const RULES = { networkAsset, measured, measuredPeak, enrolPoint } as const;
const END_OF_QUARTER = BigInt(20_909 * SECONDS_PER_DAY);

test('random networks are taken and refused alike', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(world, ({ assets, settled, opened, points, acts }) => {
      const groups = new MaskedGroups();
      const { chain } = groups;
      let books = openBooks(GENESIS, hasher);
      const ledger = () => ({ genesis: GENESIS, hasher, books, time: chain.time, groupLines: GROUP_LINES });
      const play = <K extends keyof typeof RULES>(tx: Tx & { readonly kind: K }) => {
        const node = codeOf(() => chain.submit(tx));
        const rule = RULES[tx.kind] as (
          l: ReturnType<typeof ledger>,
          body: Bodies[K],
          context: bigint,
        ) => unknown;
        // A refusal ends an audit, so a rule takes nothing back.
        const before = structuredClone(books);
        const auditor = codeOf(() => rule(ledger(), tx.body as Bodies[K], 0n));
        expect(`${tx.kind} ${auditor}`).toBe(`${tx.kind} ${node}`);
        if (auditor) books = before;
        const name = `${tx.kind} ${node}`;
        seen.set(name, (seen.get(name) ?? 0) + 1);
      };
      assets.forEach(({ own, parent, late }, i) => {
        const fields = {
          assetId: i + 1,
          parent: i === 0 ? 0 : parent,
          customers: 2 * own * (ASSETS - i),
          zones: i >= 3 ? [i - 2] : [],
          fromDay: METERED_DAY + (late === 0 ? 1 : 0),
        };
        play(chain.tx('networkAsset', i === 5 ? bareAsset(fields) : meteredAsset(chain, fields)) as never);
      });
      points.forEach(({ zone, open }, i) => {
        const { point } = new Party(i, { ...CAPS, open: open === 0 ? 1 : 0 });
        play(chain.tx('enrolPoint', { ...point, zone }) as never);
      });
      chain.at(AFTER);
      settled.forEach((count, i) => {
        const id = BigInt(21 + i);
        if (opened[i]! > 0) {
          chain.at(AFTER - 1n);
          groups.put(id, AFTER, times(count, prosumer), { zone: i + 1, day: METERED_DAY });
          chain.at(AFTER);
        }
        if (opened[i]! > 1 && count >= 10) groups.counts(id).words(id);
      });
      for (const { group, terms, members } of groups.given) {
        putGroup(ledger(), group);
        books.groups.get(group.id)!.terms = terms;
        for (const member of members) join({ ...ledger(), time: AFTER - 1n }, group.id, member);
        if (members.length >= 10 && opened[Number(group.id) - 21]! > 1) {
          books.sums.set(group.id, readSum(chain.store, group.id));
        }
      }
      for (const { asset: assetId, act } of acts) {
        if (act === 9) play(withdrawalTx(chain, assetId) as never);
        else play(measuredTx(chain, assetId, act === 8 ? { act: 2 } : {}) as never);
      }
      chain.at(END_OF_QUARTER);
      for (const { asset: assetId } of acts.slice(0, 3)) {
        const peak = { assetId, year: 2027, quarter: 1, importW: 40_000n, exportW: 0n };
        play(chain.tx('measuredPeak', peak) as never);
      }
    }),
    { seed: 20_270_115, numRuns: 60 },
  );
  for (const name of [
    'networkAsset undefined',
    'networkAsset NETWORK_ASSET_INVALID',
    'measured undefined',
    'measured MEASURE_REVEALS',
    'measured DAY_OPEN',
    'measured MEASURE_EXISTS',
    'measured NETWORK_ASSET_UNKNOWN',
    'measuredPeak undefined',
    'measuredPeak MEASURE_REVEALS',
  ]) {
    expect([name, (seen.get(name) ?? 0) > 0]).toEqual([name, true]);
  }
});
