/** Changes to a ledger, each drawn by numbers. */
import { R } from '@veilgrid/protocol/core/crypto/field';
import { isProven } from '@veilgrid/protocol/kinds';
import type { Tx } from '@veilgrid/protocol/tx';
import type { Draft, DraftBlock } from './seal.js';

/** Any naturals; each is taken modulo what there is to choose from. */
export interface Draw {
  readonly op: number;
  /** Which transaction or block. */
  readonly at: number;
  readonly to: number;
  readonly field: number;
  readonly change: number;
}

export interface Mutant {
  readonly name: string;
  /** Blocks before it are as they were. */
  readonly first: number;
  readonly blocks: readonly DraftBlock[];
}

export interface Material {
  readonly blocks: readonly DraftBlock[];
  /** What each transaction proved where it stood. */
  readonly proofs: ReadonlyMap<Tx, Uint8Array>;
  readonly auctions: readonly bigint[];
  /** Times at which something opens or closes. */
  readonly times: readonly bigint[];
}

interface Place {
  readonly block: number;
  readonly index: number;
  readonly draft: Draft;
}

const pick = <T>(items: readonly T[], n: number): T => items[n % items.length]!;

/** Kinds weigh the same, however many transactions they have. */
function pickPlace(m: Material, n: number, from = placesOf(m)): Place {
  const kinds = [...new Set(from.map(({ draft }) => draft.tx.kind))];
  const kind = pick(kinds, n);
  return pick(
    from.filter(({ draft }) => draft.tx.kind === kind),
    Math.floor(n / kinds.length),
  );
}

const placesOf = ({ blocks }: Material): Place[] =>
  blocks.flatMap(({ txs }, block) => txs.map((draft, index) => ({ block, index, draft })));

/** The block with other transactions. */
const edit = (
  blocks: readonly DraftBlock[],
  at: number,
  change: (txs: readonly Draft[]) => readonly Draft[],
): DraftBlock[] => blocks.map((b, i) => (i === at ? { ...b, txs: change(b.txs) } : b));

type Operation = (m: Material, draw: Draw) => Omit<Mutant, 'name'>;

const replace = (m: Material, { block, index }: Place, draft: Draft): Omit<Mutant, 'name'> => ({
  first: block,
  blocks: edit(m.blocks, block, (txs) => txs.with(index, draft)),
});

/** Whatever the body says, changed: one value of it, or an item of a list more or less. */
const field: Operation = (m, draw) => {
  const place = pickPlace(m, draw.at);
  const { tx } = place.draft;
  const path = pickLeaf(tx.body, draw.field);
  // Of another kind too: a nullifier or a batch may be somebody else's.
  const named = placesOf(m).map(({ draft }) => valueAt(draft.tx.body, path));
  const other = pick(
    named.filter((value) => typeof value === typeof valueAt(tx.body, path)),
    draw.to,
  );
  const beside = valueAt(tx.body, pickLeaf(tx.body, draw.to));
  const value = changedAt(path, valueAt(tx.body, path), [other, beside], draw.change, m);
  const body = withValue(tx.body, path, value);
  const draft = { tx: { ...tx, body } as Tx, ownSequence: path[0] === 'sequence' };
  // Mostly with a proof that holds for what is said now: the strongest adversary.
  const stale = draw.change % 8 === 7 && isProven(tx.kind);
  return replace(m, place, stale ? { ...draft, staleProof: m.proofs.get(tx) } : draft);
};

const drop: Operation = (m, draw) => {
  const { block, index } = pickPlace(m, draw.at);
  return { first: block, blocks: edit(m.blocks, block, (txs) => txs.toSpliced(index, 1)) };
};

/** The same again, there or later or earlier, signed anew. */
const repeat: Operation = (m, draw) => {
  const { draft } = pickPlace(m, draw.at);
  const to = draw.to % m.blocks.length;
  const insert = (txs: readonly Draft[]) => txs.toSpliced(draw.field % (txs.length + 1), 0, draft);
  return { first: to, blocks: edit(m.blocks, to, insert) };
};

const move: Operation = (m, draw) => {
  const { block, index, draft } = pickPlace(m, draw.at);
  // Near by: what is moved far is refused for reasons that `repeat` finds as well.
  const to = (block + m.blocks.length + (draw.to % 7) - 3) % m.blocks.length;
  const without = edit(m.blocks, block, (txs) => txs.toSpliced(index, 1));
  const insert = (txs: readonly Draft[]) => txs.toSpliced(draw.field % (txs.length + 1), 0, draft);
  return { first: Math.min(block, to), blocks: edit(without, to, insert) };
};

const reorder: Operation = (m, draw) => {
  const { block, index } = pick(placesOf(m), draw.at);
  const swap = (txs: readonly Draft[]) => {
    const j = draw.to % txs.length;
    return txs.with(index, txs[j]!).with(j, txs[index]!);
  };
  return { first: block, blocks: edit(m.blocks, block, swap) };
};

/** A block at, just before or just after a time that matters; what comes later is not before it. */
const time: Operation = (m, draw) => {
  const first = draw.at % m.blocks.length;
  const from = m.blocks[first - 1]?.time ?? 0n;
  const near = m.times.flatMap((t) => [t - 1n, t, t + 1n]).filter((t) => t >= from);
  const at = near.length > 0 ? pick(near, draw.change) : from;
  const blocks = m.blocks.map((b, i) => (i === first || (i > first && b.time < at) ? { ...b, time: at } : b));
  return { first, blocks };
};

const join: Operation = (m, draw) => {
  const first = draw.at % (m.blocks.length - 1);
  const [a, b] = [m.blocks[first]!, m.blocks[first + 1]!];
  const joined = { time: pick([a, b], draw.to).time, txs: [...a.txs, ...b.txs] };
  return { first, blocks: m.blocks.toSpliced(first, 2, joined) };
};

const split: Operation = (m, draw) => {
  const { block, index } = pick(placesOf(m), draw.at);
  const { time: at, txs } = m.blocks[block]!;
  const parts = [txs.slice(0, index), txs.slice(index)].map((part) => ({ time: at, txs: part }));
  return { first: block, blocks: m.blocks.toSpliced(block, 1, ...parts) };
};

/** What anybody, or a role with little to do, might try at any time. */
const attempt: Operation = (m, draw) => {
  const first = draw.at % m.blocks.length;
  const auctionId = pick(m.auctions, draw.to);
  const nf = 1_000_000n + BigInt(draw.change);
  const attempts: Pick<Tx, 'kind' | 'body'>[] = [
    { kind: 'voidAuction', body: { auctionId } },
    { kind: 'publish', body: { auctionId } },
    { kind: 'openSettlement', body: { auctionId, terms: nf } },
    { kind: 'strikeStatus', body: { auctionId, tags: [nf], sequence: 0n } },
    { kind: 'releaseHeld', body: { host: auctionId, sequence: 0n } },
    { kind: 'releaseBond', body: { auctionId, sequence: 0n } },
    { kind: 'statusList', body: { auctionId, part: 0, entries: [], sequence: 0n } },
    { kind: 'clear', body: { auctionId, batch: draw.change % 3, stateOut: nf, sequence: 0n } },
    { kind: 'callNeed', body: { needId: auctionId, bits: BigInt(draw.change % 16), sequence: 0n } },
    { kind: 'publishNeed', body: { needId: auctionId } },
    { kind: 'releaseDeposits', body: { needId: auctionId, sequence: 0n } },
    { kind: 'revokeConsent', body: { consentId: new Uint8Array(32), secret: nf } },
    { kind: 'endPurpose', body: { partyId: 0, purposeId: draw.change % 3, byParty: 0, sequence: 0n } },
  ] as Pick<Tx, 'kind' | 'body'>[];
  const tx = { ...pick(attempts, draw.field), proofs: new Uint8Array(), signatures: [] } as Tx;
  return { first, blocks: edit(m.blocks, first, (txs) => [...txs, { tx }]) };
};

const signature: Operation = (m, draw) => {
  const signed = placesOf(m).filter(({ draft }) => !isProven(draft.tx.kind));
  const place = pickPlace(m, draw.at, signed);
  return replace(m, place, { ...place.draft, signedBy: 1 + (draw.change % 8) });
};

const bytes: Operation = (m, draw) => {
  const place = pickPlace(m, draw.at);
  const spoil = (tx: Uint8Array) => {
    const bit = (draw.field * 65_537 + draw.change) % (8 * tx.length);
    return tx.with(bit >> 3, tx[bit >> 3]! ^ (1 << (bit & 7)));
  };
  return replace(m, place, { ...place.draft, spoil });
};

const OPERATIONS = { field, drop, repeat, move, reorder, time, join, split, attempt, signature, bytes };
/** Values are where the rules are. */
const WEIGHTED = [
  ...Array<typeof field>(9).fill(field),
  ...Object.values(OPERATIONS),
  time,
  repeat,
  move,
  attempt,
];

export function mutate(material: Material, draw: Draw): Mutant {
  const operation = pick(WEIGHTED, draw.op);
  return { name: operation.name, ...operation(material, draw) };
}

type Path = readonly (string | number)[];

/** Every number, byte string and list in a body. */
function leavesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [path];
  const inner = Object.entries(value).flatMap(([key, v]) => leavesOf(v, [...path, key]));
  return Array.isArray(value) ? [path, ...inner] : inner;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce((v, key) => (v as Record<string, unknown> | undefined)?.[key], value);
}

function withValue(value: unknown, [key, ...rest]: Path, leaf: unknown): unknown {
  if (key === undefined) return leaf;
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  const fields = copy as Record<string, unknown>;
  fields[key] = withValue(fields[key], rest, leaf);
  return copy;
}

/** Fields weigh the same, however long their lists. */
function pickLeaf(body: object, n: number): Path {
  const names = Object.keys(body);
  const name = pick(names, n);
  return pick(leavesOf(valueAt(body, [name]), [name]), Math.floor(n / names.length));
}

const PRICES = new Set<string | number | undefined>(['floor', 'collateral', 'importPrice', 'exportPrice']);

/** Prices are changed as they travel, as uint32 of price + 2^31: so its edges are tried on them too. */
function changedAt(path: Path, value: unknown, others: readonly unknown[], n: number, m: Material): unknown {
  if (typeof value !== 'number' || !PRICES.has(path[0])) return changed(value, others, n, m);
  const wire = (x: unknown) => (typeof x === 'number' ? x + 2 ** 31 : x);
  return (changed(wire(value), others.map(wire), n, m) as number) - 2 ** 31;
}

/** Another value of the same type; bounds of the rules, and values from elsewhere, are among them. */
function changed(value: unknown, others: readonly unknown[], n: number, m: Material): unknown {
  const elsewhere = others.filter((other) => typeof other === typeof value);
  if (typeof value === 'bigint') {
    const near = [value + 1n, value > 0n ? value - 1n : 2n, value * 2n, ...(elsewhere as bigint[])];
    const edges = [
      0n,
      1n,
      1n << 44n,
      1n << 45n,
      2n ** 64n - 1n,
      R - 1n,
      pick(m.auctions, n),
      pick(m.times, n),
    ];
    return pick([...near, ...edges, ...near], n);
  }
  if (typeof value === 'number') {
    const near = [value + 1, Math.max(0, value - 1), ...(elsewhere as number[])];
    const edges = [0, 1, 2, 2 ** 16 - 1, 2 ** 24 - 1, 2 ** 24, 2 ** 31, 2 ** 31 + 2 ** 24, 2 ** 32 - 1];
    return pick([...near, ...edges, ...near], n);
  }
  if (Array.isArray(value))
    return pick([value.slice(1), [...value, value.at(-1) ?? 1n], value.toReversed()], n);
  const [first = 0, ...rest] = value as Uint8Array;
  return pick([Uint8Array.of(first ^ 1, ...rest), ...elsewhere.filter((x) => x instanceof Uint8Array)], n);
}
