import type { Case } from '../compare.js';
import type { Crypto } from '../crypto.js';
import type { SettleInputs } from '../settle.js';
import type { Sizes } from '../sizes.js';
import { randomDay } from './randomDays.js';

const SUBGROUP = 2736030358979909402780800718157159386076813972158567259200215660948447373041n;

/** A settled day with one thing in it that is not so. */
export function* forgedSettlements(
  crypto: Crypto,
  sizes: Sizes,
  seed: number,
): Generator<Case<SettleInputs>> {
  const day = randomDay(crypto, sizes, seed);
  const forged = (name: string, change: Partial<SettleInputs>) => ({ name, inputs: { ...day, ...change } });
  yield forged('another root', { orderRoot: day.orderRoot + 1n });
  for (let depth = 0; depth < sizes.orderDepth; depth++) {
    const children = day.orderPath[depth]!;
    for (const i of [0, 7]) {
      const path = day.orderPath.with(depth, children.with(i, children[i]! + 1n));
      yield forged(`another node at ${depth}, ${i}`, { orderPath: path });
    }
  }
  for (const name of [
    'deposit',
    'salt',
    'ownerPk',
    'position',
    'kA',
    'kB',
    'open',
    'auctionId',
    'groupId',
    'terms',
    'chainId',
    'day',
    'S',
    'R8x',
  ] as const)
    yield forged(`another ${name}`, { [name]: day[name] + 1n });
  yield forged('another spelling of S', { S: day.S + SUBGROUP });
  yield forged('the other status', { status: 1n - day.status });
  yield forged('a status of 2', { status: 2n });
  yield forged('late the other way', { late: 1n - day.late });
  for (const late of [2n, -1n]) yield forged(`a late of ${late}`, { late });
  for (const k of [0, sizes.K - 1]) {
    yield forged(`another import in ${k}`, { imp: day.imp.with(k, day.imp[k]! ^ 1n) });
    yield forged(`another export in ${k}`, { exp: day.exp.with(k, day.exp[k]! ^ 1n) });
    for (const name of ['qty', 'level', 'side'] as const)
      yield forged(`another ${name} in ${k}`, { [name]: day[name].with(k, day[name][k]! ^ 1n) });
  }
}
