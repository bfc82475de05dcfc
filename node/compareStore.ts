/** A store held against what its blocks make: which records differ, by name. */
import { fail } from '@veilgrid/protocol/errors';
import { Head, Place } from './store/ledgerStore.js';
import { HEAD, headIn } from './store/operations.js';
import type { StoredRecord } from './store/stored.js';

/** What a replay makes. */
export interface ReplayedStore {
  readonly genesisHash: Uint8Array;
  readonly head: Head;
  readonly state: ReadonlyMap<string, Uint8Array>;
  /** Of every transaction, by id. */
  readonly places: ReadonlyMap<string, Place>;
  /** Records of the finality that came with a block, by height. */
  readonly finalities: ReadonlyMap<bigint, Uint8Array>;
}

/** Names in an answer; the rest is counted. */
const NAMED = 20;

/** @throws ProtocolError STORE_DAMAGED with how many records are changed, lost and added, and the first of them */
export function compareStore(records: Iterable<StoredRecord>, replayed: ReplayedStore): void {
  const expected = new Expected(replayed);
  const counts = { changed: 0, lost: 0, added: 0 };
  const names: string[] = [];
  const report = (what: keyof typeof counts, name: string) => {
    counts[what]++;
    if (names.length < NAMED) names.push(`${what} ${name}`);
  };
  let claimed = 0n;
  for (const record of records) {
    const name = nameOf(record);
    claimed = latest(claimed, heightIn(record));
    const value = expected.take(name);
    if (value === undefined) report('added', name);
    else if (value !== ANY && Buffer.compare(value, record.value) !== 0) report('changed', name);
  }
  for (const name of expected.left()) report('lost', name);
  const { height } = replayed.head;
  // Its own head stands further on than the blocks: a block is lost, and nothing after it can be compared.
  const broken = claimed > height && names.some((name) => name !== 'changed meta/head');
  if (broken) throw fail('STORE_DAMAGED', { field: 'store', records: `lost blocks/${height + 1n}` });
  if (names.length > 0) throw fail('STORE_DAMAGED', { field: 'store', ...counts, records: names.join(', ') });
}

/** A block that was replayed: its bytes have been checked. */
const ANY = Symbol();
/** A finality that cannot be read is not what it was. */
const NONE = new Uint8Array();

const isHeight = (key: string, { height }: Head) => BigInt(key) > 0n && BigInt(key) <= height;

/** Every record there must be, each once. */
class Expected {
  readonly #replayed: ReplayedStore;
  readonly #taken = new Set<string>();

  constructor(replayed: ReplayedStore) {
    this.#replayed = replayed;
  }

  take(name: string): Uint8Array | typeof ANY | undefined {
    const value = this.#value(name);
    if (value !== undefined) this.#taken.add(name);
    return value;
  }

  *left(): Generator<string> {
    for (const name of this.#names()) if (!this.#taken.has(name)) yield name;
  }

  #value(name: string): Uint8Array | typeof ANY | undefined {
    const { genesisHash, head, state, places, finalities } = this.#replayed;
    const at = name.indexOf('/');
    const key = name.slice(at + 1);
    switch (name.slice(0, at)) {
      case 'state':
        return state.get(key);
      case 'heights': {
        const place = places.get(key);
        return place && Place.serialize(place);
      }
      case 'blocks':
        return isHeight(key, head) ? ANY : undefined;
      case 'finality':
        return isHeight(key, head) ? (finalities.get(BigInt(key)) ?? NONE) : undefined;
      default:
        return key === 'genesis' ? genesisHash : key === 'head' ? Head.serialize(head) : undefined;
    }
  }

  *#names(): Generator<string> {
    const { head, state, places } = this.#replayed;
    for (const key of state.keys()) yield `state/${key}`;
    for (const id of places.keys()) yield `heights/${id}`;
    for (let height = 1n; height <= head.height; height++) yield* [`blocks/${height}`, `finality/${height}`];
    yield 'meta/genesis';
    yield 'meta/head';
  }
}

const latest = (a: bigint, b: bigint) => (a < b ? b : a);

const isByHeight = (database: StoredRecord['database']) => database === 'blocks' || database === 'finality';

/** How far the store itself says that the ledger goes: records above that are added, and no block is lost. */
function heightIn({ database, key, value }: StoredRecord): bigint {
  const isHead = database === 'meta' && Buffer.compare(key, HEAD) === 0;
  return isHead ? (headIn(value)?.height ?? 0n) : 0n;
}

function nameOf({ database, key }: StoredRecord): string {
  if (!isByHeight(database)) return `${database}/${Buffer.from(key).toString('latin1')}`;
  return `${database}/${key.length === 8 ? Buffer.from(key).readBigUInt64BE() : 0n}`;
}
