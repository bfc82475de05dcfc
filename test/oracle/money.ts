import { type Crypto, inField } from './crypto.js';
import { demand, type Verdict, verdictOf } from './verdict.js';

/** The inputs of a transfer under the names of its signals. */
export interface TransferInputs {
  readonly context: bigint;
  readonly noteRoot: bigint;
  readonly asset: bigint;
  readonly publicOut: bigint;
  readonly sk: readonly bigint[];
  readonly inValue: readonly bigint[];
  readonly inRho: readonly bigint[];
  readonly inPath: readonly (readonly (readonly bigint[])[])[];
  readonly outValue: readonly bigint[];
  readonly outOwnerPk: readonly bigint[];
  readonly outRho: readonly bigint[];
}

/** The inputs of an issue under the names of its signals. */
export interface IssueInputs {
  readonly context: bigint;
  readonly asset: bigint;
  readonly value: bigint;
  readonly ownerPk: bigint;
  readonly rho: bigint;
}

const isAmount = (x: bigint): boolean => x >= 0n && x < 1n << 64n;

/** protocol/core.md "Trees": all eight children of every ancestor, the leaf's level first. */
function standsUnder(
  crypto: Crypto,
  leaf: bigint,
  path: readonly (readonly bigint[])[],
  root: bigint,
): boolean {
  let node = inField(leaf);
  for (const children of path) {
    if (!children.map(inField).includes(node)) return false;
    node = crypto.hash('TREE', ...children);
  }
  return node === inField(root);
}

/** protocol/core.md, transfer. Amounts are taken as field elements, as signals carry them. */
export function transfer(crypto: Crypto, s: TransferInputs): Verdict {
  return verdictOf(() => {
    const { asset, noteRoot, publicOut } = s;
    const spent = s.inValue.map((value, i) => {
      const sk = s.sk[i]!;
      const cm = crypto.hash('NOTE', asset, value, crypto.hash('KEY', sk), s.inRho[i]!);
      const stands = inField(value) === 0n || standsUnder(crypto, cm, s.inPath[i]!, noteRoot);
      demand(stands, `input ${i} stands under the root`);
      return crypto.hash('NF', sk, cm);
    });
    const amounts = [...s.inValue, ...s.outValue, publicOut].map(inField);
    demand(amounts.every(isAmount), 'every value has 64 bits');
    const [a, b, c, d, out] = amounts as [bigint, bigint, bigint, bigint, bigint];
    demand(a + b === c + d + out, 'what comes in goes out');
    const made = s.outValue.map((value, i) =>
      crypto.hash('NOTE', asset, value, s.outOwnerPk[i]!, s.outRho[i]!),
    );
    return [...spent, ...made];
  });
}

/** protocol/core/money.md, issue. */
export function issue(crypto: Crypto, { asset, value, ownerPk, rho }: IssueInputs): Verdict {
  return verdictOf(() => [crypto.hash('NOTE', asset, value, ownerPk, rho)]);
}
