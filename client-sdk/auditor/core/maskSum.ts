/** A's and B's mask sums: what a set shows first, then what that allows. docs/protocol/core/groups.md. */
import { equalBytes } from '@noble/curves/utils.js';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { CORE_LOG } from '@veilgrid/protocol/core/groups/log';
import { aggregatorOf } from '@veilgrid/protocol/core/groups/maskSum';
import { setDigest } from '@veilgrid/protocol/core/groups/setDigest';
import { ensure, fail } from '@veilgrid/protocol/errors';
import type { Bodies } from '@veilgrid/protocol/kinds';
import type { Params } from '@veilgrid/protocol/params';
import { TAGS } from '@veilgrid/protocol/tags';
import type { GroupBook } from './books.js';
import { groupOf, lineOf, membersOf, setOf, sizeNow } from './groups.js';
import type { Bits, Ledger, Rule } from './ledger.js';
import { foldsAround } from './lists.js';
import { enterLog } from './log.js';
import { countsIn } from './words.js';

const DOMAINS = { A: [TAGS.TAGA, TAGS.LASTA, TAGS.MASKA], B: [TAGS.TAGB, TAGS.LASTB, TAGS.MASKB] } as const;

const total = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

/** What a batch of one role is among all of its set, and what it has to open. */
interface Place {
  readonly host: GroupBook;
  /** Whom the signed digest names. */
  readonly named: readonly GroupBook[];
  readonly number: number;
  readonly shows: 'nothing' | 'first' | 'rest';
  readonly bits: Bits;
  /** The chain's very first batch. */
  readonly starts: boolean;
  /** The set's last batch once more, from where it began. */
  readonly repeated: boolean;
}

function placeOf(ledger: Ledger, group: GroupBook, body: Bodies['maskSum']): Place {
  const line = lineOf(ledger, group);
  ensure(ledger.time >= group.freezes, 'PHASE_WRONG');
  const set = setOf(ledger, group);
  const few = () => fail('GROUP_TOO_SMALL', { members: membersOf(group) });
  // Its own count may open before it is known who opens with it.
  if (!set && !(line.weigh && sizeNow(ledger, group) !== 'small')) throw few();
  const { maskN } = ledger.genesis.params;
  const batches = (each: GroupBook) => Math.ceil(membersOf(each) / maskN);
  ensure(body.batch < batches(group), 'BATCH_OUT_OF_ORDER', { field: 'batch' });
  const host = set?.at(-1) ?? group;
  const order = [host, ...(set?.slice(0, -1) ?? [])];
  const number = total(order.slice(0, order.indexOf(group)).map(batches)) + body.batch;
  const all = total(order.map(batches));
  const firstEnd = line.weigh ? batches(host) : all;
  const first = line.first ?? { both: 0, net: 0, money: 0, count: 1 };
  const ends = set !== undefined && number + 1 === all;
  const shownBefore = (first.count === 1 && body.count === 0) || (first.money === 0 && body.money === 1);
  const repeated = ends && firstEnd === all && shownBefore;
  const named = line.weigh && group === host && !repeated ? [host] : set!;
  const place = { host, named, number: repeated ? all : number, starts: number === 0, repeated };
  if (repeated || (ends && firstEnd !== all)) {
    const bits = line.after?.(ledger, set);
    if (!bits) throw few();
    return { ...place, shows: 'rest', bits };
  }
  if (number + 1 === firstEnd) return { ...place, shows: 'first', bits: first };
  return { ...place, shows: 'nothing', bits: { both: 0, net: 0, money: 0, count: 0 } };
}

/** How A and B sign one group of a set. */
function recordOf(group: GroupBook) {
  const { id, terms, tags, status0, open } = group;
  return {
    ...{ groupId: id, terms: terms ?? 0n, count: membersOf(group), status0, open },
    ...{ foldA: tags.A.folds.at(-1)!, foldB: tags.B.folds.at(-1)! },
  };
}

function checkBits({ host, named, bits }: Place, body: Bodies['maskSum']): void {
  ensure(body.both === bits.both && body.net === bits.net, 'WORDS_DIFFER');
  ensure(body.money === bits.money && body.count === bits.count, 'SET_DIFFERS');
  const digest = setDigest(host.id, named.map(recordOf), bits);
  ensure(equalBytes(body.set, digest), 'SET_DIFFERS', { field: 'set' });
}

export const maskSum: Rule<'maskSum'> = (ledger, body, context) => {
  const { params } = ledger.genesis;
  const group = groupOf(ledger.books, body.groupId);
  const role = aggregatorOf(body.aggregator);
  ensure(role !== undefined, 'VALUE_OUT_OF_RANGE', { field: 'aggregator' });
  const place = placeOf(ledger, group, body);
  const { host, number, shows, bits, starts, repeated } = place;
  const line = lineOf(ledger, host);
  const own = host.tags[role];
  ensure(!(line.after ? own.maskSum : own.firstSum), 'MASK_SUM_FINAL');
  checkBits(place, body);
  ensure(number === 0 || number === own.progress.next, 'BATCH_OUT_OF_ORDER', { field: 'batch' });
  const resumed = repeated ? own.progress.before : own.progress.state;
  const stateIn = starts ? 0n : resumed;
  own.progress.next = number + 1;
  own.progress.state = body.stateOut;
  if (shows === 'first') {
    own.progress.before = stateIn;
    // Who starts again shows the same.
    own.firstSum ??= body.sum;
    own.firstAt ??= ledger.time;
    if (line.weigh) enterCount(params, host);
  }
  if (shows === 'rest') {
    own.maskSum = body.sum;
    own.restAt = ledger.time;
    if (line.logs === 'opened') logEnergy(ledger, place.named);
  }
  const [tagDomain, lastDomain, maskDomain] = DOMAINS[role];
  const bitList = (word: number) =>
    Array.from({ length: params.sideWords }, (_, w) => BigInt((word >> w) & 1));
  const signals = [
    ...[body.stateOut, ...body.sum, context, group.id, group.terms ?? 0n],
    ...[tagDomain, line.masksByTag ? tagDomain : lastDomain, maskDomain],
    ...foldsAround(group.tags[role].folds, params.maskN, body.batch),
    ...[starts ? 1n : 0n, shows === 'nothing' ? 0n : 1n, stateIn],
    ...[...bitList(bits.both), ...bitList(bits.net), BigInt(bits.money), BigInt(bits.count)],
  ];
  return [signals];
};

/** With the second role's the count is open. */
function enterCount(params: Params, host: GroupBook): void {
  const { A, B } = host.tags;
  if (host.counts || !A.firstSum || !B.firstSum) return;
  const word = mod(host.lanes.at(-1)! - A.firstSum.at(-1)! - B.firstSum.at(-1)!);
  host.counts = countsIn(params, word, membersOf(host));
}

/** With both roles' the energy of a set is open, and the log says it: at once, or with its publication. */
export function logEnergy(ledger: Ledger, set: readonly GroupBook[]): void {
  const { books, genesis } = ledger;
  const host = set.at(-1)!;
  const { A, B } = host.tags;
  const { energy, after } = lineOf(ledger, host);
  const bits = after?.(ledger, set);
  if (!A.maskSum || !B.maskSum || !energy || !bits) return;
  const lanes = lanesOf(set);
  const { sideWords } = genesis.params;
  const masks = A.maskSum.map((mask, w) => mask + B.maskSum![w]!);
  const shows = (word: number, w: number) => Math.floor(word / 2 ** w) % 2 === 1;
  const words = lanes.slice(0, 2 * sideWords).map((lane, at) => {
    const w = at % sideWords;
    if (shows(bits.both, w)) return mod(lane - masks[at]!);
    const net = at < sideWords && shows(bits.net, w);
    return net ? mod(lane - lanes[at + sideWords]! - masks[at]!) : 0n;
  });
  const members = total(set.map(membersOf));
  const { imports, exports, nets } = energy(genesis.params, words, bits, members);
  const entry = {
    group: host.id,
    auctions: set.map(({ id }) => id),
    members,
    counts: [...(host.counts ?? [])],
    words: {
      ...{ both: bits.both, net: bits.net },
      ...{ imports: [...imports], exports: [...exports], nets: nets.map(mod) },
    },
  };
  books.sums.set(host.id, entry);
  enterLog(books, CORE_LOG.sum, entry);
}

function lanesOf(set: readonly GroupBook[]): bigint[] {
  return set[0]!.lanes.map((_, i) => mod(set.reduce((sum, { lanes }) => sum + lanes[i]!, 0n)));
}

/**
 * A word of a set without its masks, as one of the openings shows it.
 * @throws ProtocolError MASK_SUM_MISSING
 */
function wordOf(set: readonly GroupBook[], which: 'firstSum' | 'maskSum', at: -1 | -2): bigint {
  let word = lanesOf(set).at(at)!;
  for (const { [which]: shown } of Object.values(set.at(-1)!.tags)) {
    if (!shown) throw fail('MASK_SUM_MISSING');
    word -= shown.at(at)!;
  }
  return mod(word);
}

export function moneyOf(ledger: Ledger, set: readonly GroupBook[]): bigint {
  const first = lineOf(ledger, set.at(-1)!).first?.money === 1;
  return wordOf(set, first ? 'firstSum' : 'maskSum', -2);
}

/** Of a line whose count opens beside its money. */
export const countWordOf = (set: readonly GroupBook[]): bigint => wordOf(set, 'firstSum', -1);
