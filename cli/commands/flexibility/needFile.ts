/** A need as its DSO writes it down: times with their offset, half hours by number, money in currency. docs/cli.md shows one. */
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { ensure } from '@veilgrid/protocol/errors';
import {
  AVAILABILITY_AUCTIONED,
  LABEL_BYTES,
  MAX_REFS,
  type NeedTerms,
  RATE_AUCTIONED,
} from '@veilgrid/protocol/flexibility/need';
import { MAX_LEVEL, MAX_TIERS, type Params } from '@veilgrid/protocol/params';
import { z } from 'zod';
import { MAX_U32 } from '../../options.js';
import { parseMoney } from '../../terminal/amounts.js';
import { day, periods, readFields, textOf, time } from '../../terminal/jsonFields.js';

const u32 = z.int().min(0).max(MAX_U32);

const label = textOf(`a label of at most ${LABEL_BYTES} bytes`, (text) => {
  const bytes = utf8ToBytes(text);
  if (bytes.length > LABEL_BYTES) return undefined;
  const padded = new Uint8Array(LABEL_BYTES);
  padded.set(bytes);
  return padded;
});
/** One for all half hours, or one each. */
const prices = z.union([u32, z.array(u32)]).default(0);

const NeedFile = z.strictObject({
  areaId: u32,
  day,
  gate: time,
  release: time,
  close: time,
  deliverFrom: time,
  deliverEnd: time,
  publish: time,
  /** Seconds. */
  callLead: u32,
  /** Each step asks for `qty` Wh at up to `price` in each of its half hours. */
  steps: z.array(z.strictObject({ label, periods, qty: u32, price: u32 })),
  /** Half hours in which more is to be used. */
  up: periods.optional(),
  auctioned: z.enum(['rate', 'availability']),
  /** In the half hours of the window. */
  other: prices,
  comp: prices,
  /** In all half hours. */
  rebound: prices,
  maxQty: u32,
  floor: u32,
  tick: u32.min(1),
  percent: z.int().min(0).max(0xffff),
  refs: z
    .array(z.strictObject({ zone: u32, tariffId: u32 }))
    .max(MAX_REFS)
    .default([]),
  tiers: z.array(textOf('an amount of currency', parseMoney)).min(1).max(MAX_TIERS),
});
type InFile = z.output<typeof NeedFile>;

/** Whether it may be opened, roles and node check. @throws ProtocolError NOT_FOUND, TOO_LARGE, FILE_INVALID naming the field */
export async function readNeedFile(file: string, { K, needSteps }: Params): Promise<NeedTerms> {
  const read = await readFields(file, 'terms', NeedFile);
  const { steps, up = [], auctioned, other: _o, comp: _c, rebound: _r, ...rest } = read;
  const valid = (ok: boolean, field: string, reason: string) =>
    ensure(ok, 'FILE_INVALID', { field: `terms.${field}`, file, reason });
  valid(steps.length > 0 && steps.length <= needSteps, 'steps', `1 to ${needSteps} are needed`);
  steps.forEach((step, s) => {
    valid(step.periods.at(-1)! < K, `steps.${s}.periods`, `a day has ${K} of them`);
    valid(levelOf(rest, step.price) !== undefined, `steps.${s}.price`, 'floor and ticks must make it');
  });
  const window = bitsOf(steps.flatMap((step) => step.periods));
  valid((bitsOf(up) & ~window) === 0n, 'up', 'no step asks for it');
  const byPeriod = (name: 'other' | 'comp' | 'rebound', where: bigint) => {
    const given = read[name];
    if (Array.isArray(given)) valid(given.length === K, name, `one, or ${K} prices are needed`);
    return Array.from({ length: K }, (_, k) =>
      Array.isArray(given) ? given[k]! : (where >> BigInt(k)) & 1n ? given : 0,
    );
  };
  return {
    ...rest,
    window,
    up: bitsOf(up),
    steps: steps.map((step) => stepOf(K, rest, step)),
    auctioned: auctioned === 'rate' ? RATE_AUCTIONED : AVAILABILITY_AUCTIONED,
    other: byPeriod('other', window),
    comp: byPeriod('comp', window),
    rebound: byPeriod('rebound', ~0n),
  };
}

const bitsOf = (periods: readonly number[]) => periods.reduce((bits, k) => bits | (1n << BigInt(k)), 0n);

function stepOf(K: number, scale: Pick<InFile, 'floor' | 'tick'>, step: InFile['steps'][number]) {
  const asked = (k: number) => step.periods.includes(k);
  const level = levelOf(scale, step.price)!;
  return {
    qty: Array.from({ length: K }, (_, k) => (asked(k) ? step.qty : 0)),
    level: Array.from({ length: K }, (_, k) => (asked(k) ? level : 0)),
    label: step.label,
  };
}

/** A step's price is exact: rounded, it would lock or ask for something else. */
function levelOf({ floor, tick }: Pick<InFile, 'floor' | 'tick'>, price: number): number | undefined {
  const level = (price - floor) / tick;
  return Number.isInteger(level) && level >= 0 && level <= MAX_LEVEL ? level : undefined;
}
