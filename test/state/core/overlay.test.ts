import { MemoryStore } from '@veilgrid/node/store/memory';
import { Overlay } from '@veilgrid/node/store/overlay';
import fc from 'fast-check';

const key = fc.constantFrom('a/1', 'a/2', 'b/1', 'b/10', 'c/1');
const value = fc.option(
  fc.integer({ min: 0, max: 255 }).map((b) => Uint8Array.of(b)),
  { nil: undefined },
);
const writes = fc.array(fc.tuple(key, value), { maxLength: 12 });

type Writes = readonly (readonly [string, Uint8Array | undefined])[];

function write(target: Pick<Overlay, 'put' | 'delete'>, list: Writes): void {
  for (const [k, v] of list) {
    if (v === undefined) target.delete(k);
    else target.put(k, v);
  }
}

describe('overlay', () => {
  test('reads as a map would, leaves what is below alone, and commits to the same', () => {
    fc.assert(
      fc.property(writes, writes, writes, (stored, first, second) => {
        const store = new MemoryStore();
        store.commit(stored);
        const below = store.entries();
        const model = new Map(below);
        const overlay = new Overlay(store);
        write(overlay, first);
        const fork = overlay.fork();
        const own = overlay.writes();
        write(fork, second);
        expect(store.entries()).toEqual(below);
        expect(overlay.writes()).toEqual(own);
        write({ put: (k, v) => model.set(k, v), delete: (k) => model.delete(k) }, [...first, ...second]);
        for (const k of ['a/1', 'a/2', 'b/1', 'b/10', 'c/1']) expect(fork.get(k)).toEqual(model.get(k));
        store.commit(overlay.writes());
        store.commit(fork.writes());
        expect(store.entries()).toEqual([...model].sort(([a], [b]) => (a < b ? -1 : 1)));
      }),
    );
  });

  test('lists each key once, sorted', () => {
    fc.assert(
      fc.property(writes, (list) => {
        const overlay = new Overlay(new MemoryStore());
        write(overlay, list);
        const names = overlay.writes().map(([k]) => k);
        expect(names).toEqual([...new Set(list.map(([k]) => k))].sort());
      }),
    );
  });
});
