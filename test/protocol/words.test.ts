/** Words of sums at their bounds: what is packed, counted, shown and read again. */
import { mod } from '@veilgrid/protocol/core/crypto/field';
import {
  countLanesOf,
  countsFrom,
  countsOf,
  isLarge,
  openCounts,
  openWords,
  packCounts,
  packSide,
  shownOf,
  wordsOf,
} from '@veilgrid/protocol/core/groups/words';
import { MAX_GROUP, MAX_MERGED, PROFILES, paramsOf } from '@veilgrid/protocol/params';

describe.each(PROFILES)('%s', (profile) => {
  const params = paramsOf(profile);
  const { K, sideWords, countLanes } = params;
  const all = (1 << sideWords) - 1;
  const sums = (imports: readonly bigint[], exports: readonly bigint[]) => [
    ...packSide(params, imports),
    ...packSide(params, exports),
    0n,
    0n,
  ];
  const fill = <T>(x: T) => Array<T>(K).fill(x);
  const opened = (imports: readonly bigint[], exports: readonly bigint[], both: number, members: number) => {
    const shown = { both, net: all & ~both };
    return openWords(
      params,
      shownOf(params, sums(imports, exports), { ...shown, money: 0, count: 0 }),
      shown,
      members,
    );
  };

  test('2^18 members fill every lane of the count word', () => {
    const each = packCounts(countsOf(params, fill(1), fill(1), true));
    const counts = openCounts(params, each * BigInt(MAX_GROUP), MAX_GROUP)!;
    expect(countLanesOf(counts)).toEqual(Array(countLanes).fill(MAX_GROUP));
    expect(openCounts(params, each * BigInt(MAX_GROUP), MAX_GROUP - 1)).toBeUndefined();
  });

  test('a zero in any half hour empties its word, and no other', () => {
    const full = countsOf(params, fill(1), fill(1), true);
    for (let k = 0; k < K; k++) {
      const w = Math.floor(k / 6);
      const noExport = countsOf(params, fill(1), fill(1).with(k, 0), true);
      expect(noExport).toEqual({ ...full, exports: full.exports.with(w, 0) });
      const noImport = countsOf(params, fill(1).with(k, 0), fill(1), true);
      expect(noImport).toEqual({ ...full, imports: full.imports.with(w >> 1, 0) });
    }
  });

  test('who reads 0 in a whole word is not active; a reading of the DSO counts nowhere', () => {
    for (let w = 0; w < sideWords; w++) {
      const idle = fill(1).map((x, k) => (Math.floor(k / 6) === w ? 0 : x));
      expect(countsOf(params, idle, idle, true).active).toBe(0);
      expect(countsOf(params, idle, fill(0).with(6 * w, 1), true).active).toBe(1);
    }
    expect(packCounts(countsOf(params, fill(1), fill(1), false))).toBe(0n);
  });

  test('both sides where ten fill each and nobody was called, less open ones', () => {
    const counts = countsFrom(params, Array(countLanes).fill(10));
    expect([isLarge(counts, 0), isLarge(counts, 1)]).toEqual([true, false]);
    expect(wordsOf(params, counts, 0, 0)).toEqual({ both: all, net: 0 });
    expect(wordsOf(params, counts, 1, 0)).toEqual({ both: 0, net: all });
    expect(wordsOf(params, counts, 0, 1)).toEqual({ both: all & ~1, net: 1 });
    const nine = { ...counts, exports: counts.exports.with(sideWords - 1, 9) };
    expect(wordsOf(params, nine, 0, 0)).toEqual({ both: all >> 1, net: 1 << (sideWords - 1) });
  });

  test('a net reaches 2^41 - 1 either way, half hour by half hour', () => {
    const top = (1n << 41n) - 1n;
    const up = fill(0n).map((_, k) => (k % 2 === 0 ? top : 0n));
    const down = up.map((x) => (x === 0n ? top : 0n));
    const members = MAX_MERGED + 1;
    expect(opened(up, down, 0, members)).toEqual(up.map((x, k) => ({ net: x - down[k]! })));
    // What 2^17 members can hold stays below it.
    expect(BigInt(MAX_MERGED) * 0xff_ffffn).toBeLessThan(top);
    expect(opened(up, down, 0, MAX_MERGED)).toBeUndefined();
  });

  test('words that are shown both are read as they are, and no further', () => {
    const imports = fill(7n).map((x, k) => x + BigInt(k));
    const exports = fill(3n);
    const both = opened(imports, exports, all, 1)!;
    expect(both).toEqual(imports.map((imported, k) => ({ imported, exported: exports[k]! })));
    expect(opened(imports.with(K - 1, 0x100_0000n), exports, all, 1)).toBeUndefined();
    const shown = { both: all, net: 0 };
    const beyond = [...sums(imports, exports)].with(0, mod(-1n));
    expect(openWords(params, beyond, shown, 1)).toBeUndefined();
  });
});
