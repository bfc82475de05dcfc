/** A's and B's mask sums: the count of a set first, then what it allows. protocol/core.md, maskSum. */
import { equalBytes } from '@noble/curves/utils.js';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { CORE_LOG } from '@veilgrid/protocol/core/groups/log';
import { aggregatorOf } from '@veilgrid/protocol/core/groups/maskSum';
import { setDigest } from '@veilgrid/protocol/core/groups/setDigest';
import { ensure, fail } from '@veilgrid/protocol/errors';
import type { Bodies } from '@veilgrid/protocol/kinds';
import type { Params } from '@veilgrid/protocol/params';
import { TAGS } from '@veilgrid/protocol/tags';
import type { GroupBook, TagBook } from './books.js';
import { groupOf, isLarge, membersOf, setOf } from './groups.js';
import type { Ledger, Rule } from './ledger.js';
import { foldsAround } from './lists.js';
import { enterLog } from './log.js';
import { countsIn, energyIn, shownBits } from './words.js';

const DOMAINS = { A: [TAGS.TAGA, TAGS.LASTA, TAGS.MASKA], B: [TAGS.TAGB, TAGS.LASTB, TAGS.MASKB] } as const;

const total = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

/** What a batch of one role is among all of its set, and what it has to open. */
interface Place {
  readonly host: GroupBook;
  /** Whom the signed digest names. */
  readonly named: readonly GroupBook[];
  readonly number: number;
  readonly opens: 'nothing' | 'count' | 'words';
  /** The host's own last batch once more, from where it began. */
  readonly repeated: boolean;
}

function placeOf(ledger: Ledger, group: GroupBook, body: Bodies['maskSum']): Place {
  ensure(ledger.time >= group.freezes, 'PHASE_WRONG');
  const set = setOf(ledger, group);
  ensure(set !== undefined || isLarge(ledger, group) !== false, 'GROUP_TOO_SMALL', {
    members: membersOf(group),
  });
  const { maskN } = ledger.genesis.params;
  const batches = (each: GroupBook) => Math.ceil(membersOf(each) / maskN);
  ensure(body.batch < batches(group), 'BATCH_OUT_OF_ORDER', { field: 'batch' });
  const host = set?.at(-1) ?? group;
  const own = batches(host);
  const others = set?.slice(0, -1) ?? [];
  const all = own + total(others.map(batches));
  if (group !== host) {
    const number = own + total(others.slice(0, others.indexOf(group)).map(batches)) + body.batch;
    const opens = number + 1 === all ? 'words' : 'nothing';
    return { host, named: set!, number, opens, repeated: false };
  }
  const ends = body.batch + 1 === own;
  if (ends && set && all === own && body.money === 1) {
    return { host, named: set, number: own, opens: 'words', repeated: true };
  }
  const opens = ends ? 'count' : 'nothing';
  return { host, named: [host], number: body.batch, opens, repeated: false };
}

/** The bits that a batch must carry. */
function bitsOf({ books, genesis }: Ledger, { host, opens }: Place) {
  const none = { both: 0, net: 0, money: 0, count: 0 };
  if (opens === 'nothing') return none;
  if (opens === 'count') return { ...none, count: 1 };
  const called = books.called.get(`${host.zone} ${host.day}`) ?? 0n;
  return { ...none, ...shownBits(genesis.params, host.counts!, host.open, called), money: 1 };
}

/** How A and B sign one group of a set. */
function recordOf(group: GroupBook) {
  const { id, terms, tags, status0, open } = group;
  return {
    ...{ groupId: id, terms: terms ?? 0n, count: membersOf(group), status0, open },
    ...{ foldA: tags.A.folds.at(-1)!, foldB: tags.B.folds.at(-1)! },
  };
}

function checkBits(place: Place, bits: ReturnType<typeof bitsOf>, body: Bodies['maskSum']): void {
  ensure(body.both === bits.both && body.net === bits.net, 'WORDS_DIFFER');
  ensure(body.money === bits.money && body.count === bits.count, 'SET_DIFFERS');
  const digest = setDigest(place.host.id, place.named.map(recordOf), bits);
  ensure(equalBytes(body.set, digest), 'SET_DIFFERS', { field: 'set' });
}

export const maskSum: Rule<'maskSum'> = (ledger, body, context) => {
  const { params } = ledger.genesis;
  const group = groupOf(ledger.books, body.auctionId);
  const role = aggregatorOf(body.aggregator);
  ensure(role !== undefined, 'VALUE_OUT_OF_RANGE', { field: 'aggregator' });
  const place = placeOf(ledger, group, body);
  const { host, number, opens, repeated } = place;
  const own = host.tags[role];
  ensure(!own.maskSum, 'MASK_SUM_FINAL');
  const bits = bitsOf(ledger, place);
  checkBits(place, bits, body);
  ensure(number === 0 || number === own.progress.next, 'BATCH_OUT_OF_ORDER', { field: 'batch' });
  const first = number === 0 || (repeated && body.batch === 0);
  const resumed = repeated ? own.progress.before : own.progress.state;
  const stateIn = first ? 0n : resumed;
  own.progress.next = number + 1;
  own.progress.state = body.stateOut;
  if (opens === 'count') {
    own.progress.before = stateIn;
    enterCount(params, host, own, body.sum.at(-1)!);
  }
  if (opens === 'words') {
    own.maskSum = body.sum;
    enterWords(ledger, place.named, bits);
  }
  const bitList = (word: number) =>
    Array.from({ length: params.sideWords }, (_, w) => BigInt((word >> w) & 1));
  const signals = [
    ...[body.stateOut, ...body.sum, context, group.id, group.terms ?? 0n, ...DOMAINS[role]],
    ...foldsAround(group.tags[role].folds, params.maskN, body.batch),
    ...[first ? 1n : 0n, opens === 'nothing' ? 0n : 1n, stateIn],
    ...[...bitList(bits.both), ...bitList(bits.net), BigInt(bits.money), BigInt(bits.count)],
  ];
  return [signals];
};

/** With the second role's the count is open; who starts again shows the same. */
function enterCount(params: Params, host: GroupBook, own: TagBook, sum: bigint): void {
  if (own.countSum !== undefined) return;
  own.countSum = sum;
  const { A, B } = host.tags;
  if (A.countSum === undefined || B.countSum === undefined) return;
  const word = mod(host.lanes.at(-1)! - A.countSum - B.countSum);
  host.counts = countsIn(params, word, membersOf(host));
}

/** With the second role's the energy is open, and the log says it. */
function enterWords(
  { books, genesis }: Ledger,
  set: readonly GroupBook[],
  bits: ReturnType<typeof bitsOf>,
): void {
  const host = set.at(-1)!;
  const { A, B } = host.tags;
  if (!A.maskSum || !B.maskSum) return;
  const masks = A.maskSum.map((mask, i) => mod(mask + B.maskSum![i]!));
  const members = total(set.map(membersOf));
  const { imports, exports, nets } = energyIn(genesis.params, lanesOf(set), masks, bits, members);
  const counts = host.counts!;
  const entry = {
    group: host.id,
    auctions: set.map(({ id }) => id),
    members,
    counts: [...counts.exports, ...counts.imports, counts.active],
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
 * The money word of a set without its masks.
 * @throws ProtocolError MASK_SUM_MISSING
 */
export function moneyOf(set: readonly GroupBook[]): bigint {
  const { A, B } = set.at(-1)!.tags;
  const shown = [A, B].map(({ maskSum: masks }) => {
    if (!masks) throw fail('MASK_SUM_MISSING');
    return masks.at(-2)!;
  });
  return mod(lanesOf(set).at(-2)! - shown[0]! - shown[1]!);
}
