import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { createHasher } from '@veilgrid/wasm-core';

const hasher = await createHasher();
const leaves = Array.from({ length: 75 }, (_, i) => BigInt(i + 1));

test('a tree cut back is the tree that it was: root, paths, and what grows from it', () => {
  const cut = new Tree8(hasher, 3, leaves);
  for (let size = leaves.length; size >= 0; size--) {
    cut.truncate(size);
    const before = new Tree8(hasher, 3, leaves.slice(0, size));
    expect([cut.size, cut.root]).toEqual([size, before.root]);
    if (size > 0) expect(cut.path(size - 1)).toEqual(before.path(size - 1));
  }
  for (const leaf of leaves) cut.append(leaf);
  expect(cut.root).toBe(new Tree8(hasher, 3, leaves).root);
  for (const size of [-1, 76]) expect(() => cut.truncate(size)).toThrow(RangeError);
});
