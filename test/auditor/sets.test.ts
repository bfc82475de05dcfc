/** Node and auditor on the same mask sums of random sets: both take them or refuse them, and open the same. */
import { openBooks } from '@veilgrid/client-sdk/auditor/books';
import { join, putGroup } from '@veilgrid/client-sdk/auditor/core/groups';
import { maskSum } from '@veilgrid/client-sdk/auditor/core/maskSum';
import { GROUP_LINES } from '@veilgrid/client-sdk/auditor/groupLines';
import { mergedSet } from '@veilgrid/node/state/core/groups/mergedSet';
import { readSum } from '@veilgrid/node/state/core/groups/openedSum';
import { publicSignals } from '@veilgrid/node/state/handlers';
import type { MaskSumBody } from '@veilgrid/protocol/core/groups/maskSum';
import fc from 'fast-check';
import { codeOf } from '../state/support/codeOf.js';
import { GENESIS, START } from '../state/support/genesis.js';
import { hasher } from '../state/support/hasher.js';
import { away, importer, MaskedGroups, type MemberDay, prosumer } from '../state/support/maskedGroups.js';

const memberDay = fc.oneof(
  { weight: 40, arbitrary: fc.constant(prosumer) },
  { weight: 2, arbitrary: fc.constant(importer) },
  { weight: 1, arbitrary: fc.constant<MemberDay>({ ...prosumer, open: 1 }) },
  { weight: 1, arbitrary: fc.constant<MemberDay>({ ...prosumer, status: 1 }) },
  { weight: 1, arbitrary: fc.constant(away) },
);
const sets = fc.array(
  fc.oneof(
    fc.array(memberDay, { minLength: 2, maxLength: 9 }),
    fc.array(memberDay, { minLength: 10, maxLength: 15 }),
  ),
  { minLength: 1, maxLength: 4 },
);

test('random sets are opened alike', () => {
  const seen = { merged: 0, both: 0, net: 0, small: 0 };
  fc.assert(
    fc.property(sets, fc.infiniteStream(fc.nat(9)), (groups, choices) => {
      const world = new MaskedGroups();
      groups.forEach((days, i) => {
        world.put(BigInt(31 + i), START + BigInt(10 * i + 1), days);
      });
      const { chain } = world;
      chain.at(START + 100n);
      const books = openBooks(GENESIS, hasher);
      const ledger = { genesis: GENESIS, hasher, books, time: chain.time, groupLines: GROUP_LINES };
      for (const { group, terms, members } of world.given) {
        const before = { ...ledger, time: START };
        putGroup(before, group);
        books.groups.get(group.id)!.terms = terms;
        for (const member of members) join(before, group.id, member);
      }
      const play = (body: Omit<MaskSumBody, 'sequence'>) => {
        const tx = chain.tx('maskSum', body);
        let signals: readonly (readonly bigint[])[] | undefined;
        const node = codeOf(() => {
          const now = publicSignals(chain.ctx, chain.store, tx, 3n);
          chain.submit(tx);
          signals = now;
        });
        let own: readonly (readonly bigint[])[] | undefined;
        const auditor = codeOf(() => {
          own = maskSum(ledger, tx.body as MaskSumBody, 3n);
        });
        expect(auditor).toBe(node);
        expect(own).toEqual(signals);
      };
      /** Now and then something else first, which both refuse. */
      const offer = (body: Omit<MaskSumBody, 'sequence'>) => {
        const choice = choices.next().value!;
        if (choice === 0) play({ ...body, both: body.both ^ 1 });
        if (choice === 1) play({ ...body, money: body.money ^ 1 });
        if (choice === 2) play({ ...body, batch: body.batch + 1 });
        play(body);
      };
      const ids = world.given.map(({ group }) => group.id);
      for (const id of ids) {
        for (const role of ['A', 'B'] as const) world.bodies(role, 'count', id).forEach(offer);
      }
      for (const id of ids) {
        const set = mergedSet(chain.ctx, chain.store, id);
        if (set.length === 0) seen.small++;
        if (set.at(-1) !== id) continue;
        for (const role of ['A', 'B'] as const) world.bodies(role, 'words', ...set).forEach(offer);
        const sum = readSum(chain.store, id);
        expect(books.sums.get(id)).toEqual(sum);
        if (set.length > 1) seen.merged++;
        if (sum.words.both > 0) seen.both++;
        if (sum.words.net > 0) seen.net++;
      }
    }),
    { seed: 20_270_115, numRuns: 40 },
  );
  // Not all alike.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(1);
});
