import { clearingState } from '../clear.js';
import type { CloseInputs } from '../close.js';
import type { Case } from '../compare.js';
import type { Crypto } from '../crypto.js';
import { CLEARING, pack } from '../packing.js';
import { every, TOP_LEVEL, U24 } from './household.js';

const ORDERS = 1n << 18n;

/** A period of orders that all bid for 2^24 − 1 Wh at level 5: its parameters and lanes. */
function crowd(buys: bigint, sells: bigint) {
  const [demand, supply] = [buys * U24, sells * U24];
  const long = demand > supply ? 'buys' : supply > demand ? 'sells' : 'none';
  // M(λ) = count·λ, so the least λ that reaches the rest on the other side comes by division.
  const count = long === 'sells' ? sells : buys;
  const rest = demand < supply ? demand : supply;
  const lambda = long === 'none' ? 0n : long === 'buys' ? (rest + count - 1n) / count : rest / count + 1n;
  const one =
    supply === 0n && demand > 0n ? [5n, TOP_LEVEL] : demand === 0n && supply > 0n ? [0n, 5n] : [5n, 5n];
  const [L, H] = buys + sells === 0n ? [0n, TOP_LEVEL] : (one as [bigint, bigint]);
  // With sells alone L is 0, where nothing stands: no side is long there, and H has the volume.
  if (demand === 0n && supply > 0n)
    return { L, H, lambda: 0n, rationed: 0n, lanes: [0n, 0n, 0n, 0n, supply, 0n, 0n] };
  const lanes = [demand, supply, demand, supply, 0n, count * lambda, count];
  return { L, H, lambda, rationed: long === 'sells' ? 1n : 0n, lanes };
}

/** Closes of 2^18 orders a period: sums at the bounds of what is possible. */
export function* crowdedCloses(crypto: Crypto, K: number): Generator<Case<CloseInputs>> {
  const splits: [bigint, bigint][] = [
    [ORDERS, 0n],
    [0n, ORDERS],
    [ORDERS / 2n, ORDERS / 2n],
    [ORDERS - 1n, 1n],
    [1n, ORDERS - 1n],
    [ORDERS / 2n + 1n, ORDERS / 2n - 1n],
    [ORDERS / 2n - 1n, ORDERS / 2n + 1n],
    [0n, 0n],
  ];
  for (const shift of [...splits.keys(), -1]) {
    const periods = every(K, 0n).map((_, k) =>
      crowd(...(shift < 0 ? splits[k % splits.length]! : splits[shift]!)),
    );
    const parameters = {
      L: periods.map(({ L }) => L),
      H: periods.map(({ H }) => H),
      lambda: periods.map(({ lambda }) => lambda),
      rationed: periods.map(({ rationed }) => rationed),
    };
    const sums = pack(
      CLEARING,
      periods.flatMap(({ lanes }) => lanes),
    );
    const group = { minGroup: 10n, hides: 0n };
    const day = { context: 0n, auctionId: 0n, ...group, salt: 0n, sums, count: ORDERS, ...parameters };
    const state = clearingState(crypto, day.salt, sums, ORDERS, parameters);
    yield { name: `2^18 orders, split ${shift}`, inputs: { ...day, state } };
  }
}
