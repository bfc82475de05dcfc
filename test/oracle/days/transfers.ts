import type { Case } from '../compare.js';
import { type Crypto, FIELD } from '../crypto.js';
import type { IssueInputs, TransferInputs } from '../money.js';
import type { Sizes } from '../sizes.js';
import { Random } from './random.js';

const MAX = 2n ** 64n - 1n;

/** Two notes of two keys, the first of value 0 now and then, into two others and something that goes out. */
export function randomTransfer(crypto: Crypto, { noteDepth }: Sizes, seed: number): TransferInputs {
  const random = new Random(seed);
  const field = () => random.below(FIELD);
  const asset = random.pick([1n, field()]);
  const sk = [field(), field()];
  const inRho = [field(), field()];
  const inValue = [random.pick([0n, random.below(1n << 63n)]), random.below(1n << 63n)];
  const cms = inValue.map((value, i) =>
    crypto.hash('NOTE', asset, value, crypto.hash('KEY', sk[i]!), inRho[i]!),
  );
  // Both under one parent: the paths have all levels in common.
  const path = [[field(), cms[0]!, field(), field(), field(), cms[1]!, 0n, 0n]];
  while (path.length < noteDepth) {
    const parent = crypto.hash('TREE', ...path.at(-1)!);
    const at = Number(random.below(8n));
    path.push(Array.from({ length: 8 }, (_, i) => (i === at ? parent : field())));
  }
  const all = inValue[0]! + inValue[1]!;
  const publicOut = random.below(all < 1_000n ? all + 1n : 1_000n);
  // Neither output may exceed what a note holds.
  const half = (all - publicOut) / 2n;
  return {
    ...{
      context: field(),
      noteRoot: crypto.hash('TREE', ...path.at(-1)!),
      asset,
      publicOut,
      sk,
      inValue,
      inRho,
    },
    inPath: [path, path],
    outValue: [half, all - publicOut - half],
    outOwnerPk: [field(), field()],
    outRho: [field(), field()],
  };
}

/** One change of an honest transfer each. */
export function* forgedTransfers(s: TransferInputs): Generator<Case<TransferInputs>> {
  const with0 = (list: readonly bigint[], x: bigint) => [x, list[1]!];
  const [in0, out0] = [s.inValue[0]!, s.outValue[0]!];
  yield { name: 'one unit more out', inputs: { ...s, outValue: with0(s.outValue, out0 + 1n) } };
  yield { name: 'one unit less out', inputs: { ...s, publicOut: s.publicOut - 1n } };
  yield { name: 'an output below zero', inputs: { ...s, outValue: [-1n, s.outValue[1]! + out0 + 1n] } };
  yield {
    name: 'an output of 65 bits',
    inputs: { ...s, outValue: [MAX + 1n, s.outValue[1]! + out0 - MAX - 1n] },
  };
  yield {
    name: 'more public than 64 bits',
    inputs: { ...s, publicOut: MAX + 1n, outValue: [0n, in0 + s.inValue[1]! - MAX - 1n] },
  };
  yield { name: 'keys that changed places', inputs: { ...s, sk: [s.sk[1]!, s.sk[0]!] } };
  yield { name: 'one key for both', inputs: { ...s, sk: [s.sk[1]!, s.sk[1]!] } };
  yield { name: 'another asset', inputs: { ...s, asset: s.asset + 1n } };
  yield { name: 'another root', inputs: { ...s, noteRoot: s.noteRoot + 1n } };
  yield { name: 'another note', inputs: { ...s, inRho: [s.inRho[0]!, s.inRho[1]! + 1n] } };
  const [path] = s.inPath;
  for (const level of [0, path!.length - 1]) {
    const other = path!.with(level, path![level]!.with(7, path![level]![7]! + 1n));
    yield { name: `another sibling at ${level}, first`, inputs: { ...s, inPath: [other, path!] } };
    yield { name: `another sibling at ${level}, second`, inputs: { ...s, inPath: [path!, other] } };
  }
}

/** Whatever there is of it, there is a note. */
export function issues(seed: number): IssueInputs[] {
  const random = new Random(seed);
  const field = () => random.below(FIELD);
  return [1n, random.below(1n << 64n), MAX].map((value) => ({
    ...{ context: field(), asset: field(), value, ownerPk: field(), rho: field() },
  }));
}
