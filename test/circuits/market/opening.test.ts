/** What a settlement's words and both roles' mask sums open together, by the circuits' own outputs. */
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { initialMaskSum, maskSumCircuitInputs } from '@veilgrid/protocol/core/groups/maskSum';
import { tagOf } from '@veilgrid/protocol/core/groups/masks';
import {
  countLanesOf,
  moneyWord,
  type Opening,
  openCounts,
  openWords,
  shownOf,
} from '@veilgrid/protocol/core/groups/words';
import { fold } from '@veilgrid/protocol/core/lists';
import { openMoney } from '@veilgrid/protocol/market/lanes';
import { settleCircuitInputs } from '@veilgrid/protocol/market/settlement';
import { createHasher } from '@veilgrid/wasm-core';
import { PROFILES_TESTED } from '../support/profiles.js';
import { COMPILE_TIMEOUT, openCircuit } from '../support/r1cs.js';
import { buildReference } from '../support/reference.js';
import { costOf, countLanes, settleDay, settleWitness } from '../support/settleCase.js';

const TOP = 2 ** 24 - 1;

test.each(PROFILES_TESTED)(
  'both sides, nets below zero and the other words, %s profile',
  async (_, params) => {
    const { sideWords, laneWords, K } = params;
    const [settle, maskSum] = await Promise.all([
      openCircuit('settle', params.profile),
      openCircuit('masksum', params.profile),
    ]);
    const [hasher, reference] = await Promise.all([createHasher(), buildReference()]);
    const readings = settleDay(params).readings.map((_, k) =>
      k % 2 === 0 ? { imported: k, exported: TOP - k } : { imported: TOP, exported: 1 },
    );
    const caps = { dayImportCap: 2 ** 32 - 1, dayExportCap: 2 ** 32 - 1 };
    const day = { ...settleDay(params), ...caps, readings, deposit: 2n ** 40n };
    const witness = settleWitness(hasher, reference, day, params);
    const lanes = settle.publicSignals(settle.witness(settleCircuitInputs(witness))).slice(7, 7 + laneWords);
    const { groupId, terms } = witness.auction;

    function opened(opening: Opening): bigint[] {
      const sums = (['A', 'B'] as const).map((role) => {
        const key = role === 'A' ? witness.kA : witness.kB;
        const inputs = maskSumCircuitInputs(params, {
          ...{ context: 1n, role, keys: [key], before: initialMaskSum(params), saltOut: 5n, stateIn: 0n },
          ...{ groupId, terms, first: true, last: true, foldStart: groupId },
          foldEnd: fold(hasher, groupId, tagOf(hasher, role, key, groupId)),
          ...opening,
        });
        return maskSum.publicSignals(maskSum.witness(inputs)).slice(1, 1 + laneWords);
      });
      return shownOf(params, lanes, opening).map((lane, w) => mod(lane - sums[0]![w]! - sums[1]![w]!));
    }

    const every = (1 << sideWords) - 1;
    const all = { both: every, net: 0, money: 1, count: 1 };
    const words = opened(all);
    const pairs = readings.map((r) => ({ imported: BigInt(r.imported), exported: BigInt(r.exported) }));
    expect(openWords(params, words, all, 1)).toEqual(pairs);
    const counts = openCounts(params, words.at(-1)!, 1)!;
    expect(countLanesOf(counts).map(BigInt)).toEqual(countLanes(readings, 0));
    const { cost, network } = costOf(day);
    const money = { refund: day.deposit - cost, network, shortfall: 0n, deposit: day.deposit };
    expect(openMoney(words[moneyWord(params)]!, 1)).toEqual(money);

    const nets = { both: 0, net: every, money: 0, count: 0 };
    const net = opened(nets);
    const differences = pairs.map(({ imported, exported }) => ({ net: imported - exported }));
    expect(openWords(params, net, nets, 1)).toEqual(differences);
    expect(differences.some((d) => d.net < 0n)).toBe(true);
    expect(net.slice(sideWords)).toEqual(Array(sideWords + 2).fill(0n));
    expect(differences).toHaveLength(K);
  },
  COMPILE_TIMEOUT,
);
