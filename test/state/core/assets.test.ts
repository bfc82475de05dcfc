import { getSupply } from '@veilgrid/node/state/core/money/accounts';
import {
  assetSupply,
  ensureInSupply,
  ensureIssuable,
  ensureLive,
  getAsset,
  issueAsset,
  makeAsset,
  setLive,
  takeAsset,
} from '@veilgrid/node/state/core/money/assets';
import { appendNote, listNotes, noteRoot, spendNote } from '@veilgrid/node/state/core/money/notes';
import { Overlay } from '@veilgrid/node/store/overlay';
import { assetIdOf, FROZEN } from '@veilgrid/protocol/core/money/asset';
import { noteCommitment, TRANSFER_MEMO_BYTES } from '@veilgrid/protocol/core/money/note';
import { MAX_MONEY, MONEY } from '@veilgrid/protocol/params';
import { type BodyOf, refuses, TestChain } from '../support/chain.js';
import { FEE, START } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';
import { slipOf } from '../support/slip.js';

/** Hundreds of error numbers that no module has. */
const MODULE = 28;
const OTHER = 29;
const note = { asset: MONEY, value: 1_000_000n, ownerPk: 5n, rho: 6n };
const memo = (n: number) => new Uint8Array(TRANSFER_MEMO_BYTES).fill(n);

/** What a module's own transaction writes, in a block of its own. */
function asModule<T>(chain: TestChain, work: (overlay: Overlay) => T): T {
  const overlay = new Overlay(chain.store);
  const result = work(overlay);
  chain.store.commit(overlay.writes());
  return result;
}

function exchangeBody(chain: TestChain, asset: bigint): BodyOf<'exchange'> {
  const root = noteRoot(chain.store);
  return {
    assetPart: { asset, noteRoot: root, nf: [11n, 12n], cm: [21n, 22n], memo1: memo(1), memo2: memo(2) },
    moneyPart: {
      ...{ asset: MONEY, noteRoot: root, nf: [13n, 14n], cm: [23n, 24n], memo1: memo(3), memo2: memo(4) },
      ...{ redeemed: 0n, payoutReference: new Uint8Array(32) },
    },
  };
}

describe('exchange', () => {
  const chain = new TestChain();
  chain.send('mintNote', slipOf(note));
  const [live, frozen, later] = asModule(chain, (overlay) =>
    [1n, 2n, 3n].map((n) => makeAsset(chain.ctx, overlay, MODULE, [n])),
  ) as [bigint, bigint, bigint];
  asModule(chain, (overlay) => {
    setLive(overlay, MODULE, live, START);
    setLive(overlay, MODULE, later, START + 100n);
  });
  const body = exchangeBody(chain, live);
  const exchange = (asset: Partial<typeof body.assetPart>, money: Partial<typeof body.moneyPart> = {}) =>
    chain.tx('exchange', {
      assetPart: { ...body.assetPart, ...asset },
      moneyPart: { ...body.moneyPart, ...money },
    });
  // Of an earlier transaction.
  const before = exchange({ nf: [1n, 2n], cm: [31n, 32n] }, { nf: [3n, 4n], cm: [33n, 34n] });
  chain.submit(before);

  test('moves notes of both, the fee and nothing else', () => {
    expect(getSupply(chain.store)).toMatchObject({
      minted: 1_000_000n,
      shielded: 1_000_000n - FEE,
      accounts: { dso: FEE },
    });
    expect(listNotes(chain.store, 1, 9)).toEqual([
      { index: 1, cm: 31n, origin: 'transfer', asset: live, memo: memo(1) },
      { index: 2, cm: 32n, origin: 'transfer', asset: live, memo: memo(2) },
      { index: 3, cm: 33n, origin: 'transfer', asset: MONEY, memo: memo(3) },
      { index: 4, cm: 34n, origin: 'transfer', asset: MONEY, memo: memo(4) },
    ]);
    expect(assetSupply(chain.store, live)).toBe(0n);
  });

  test('proves of each part what it is, over one context', () => {
    const { signals, context } = chain.verified(exchange({}));
    const root = body.assetPart.noteRoot;
    expect(signals).toEqual([
      [11n, 12n, 21n, 22n, context, root, live, 0n],
      [13n, 14n, 23n, 24n, context, root, MONEY, FEE],
    ]);
  });

  const payoutReference = memo(1).slice(0, 32);
  refuses(
    () => chain,
    [
      ['money as the asset', () => exchange({ asset: MONEY }), 'ASSET_UNKNOWN', 'assetPart.asset'],
      ['an asset that nobody made', () => exchange({ asset: 77n }), 'ASSET_UNKNOWN', 'assetPart.asset'],
      ['a frozen asset', () => exchange({ asset: frozen }), 'ASSET_FROZEN', 'assetPart.asset'],
      ['an asset of later', () => exchange({ asset: later }), 'ASSET_FROZEN', 'assetPart.asset', START + 99n],
      ['another asset as money', () => exchange({}, { asset: 2n }), 'ASSET_UNKNOWN', 'moneyPart.asset'],
      [
        'a fee that redeems',
        () => exchange({}, { redeemed: 1n, payoutReference }),
        'FEE_ONLY',
        'moneyPart.redeemed',
      ],
      [
        'a payout reference without payout',
        () => exchange({}, { payoutReference }),
        'VALUE_OUT_OF_RANGE',
        'moneyPart.payoutReference',
      ],
      [
        'an asset part under an unknown root',
        () => exchange({ noteRoot: 5n }),
        'NOTE_ROOT_UNKNOWN',
        'assetPart.noteRoot',
      ],
      [
        'a money part under an unknown root',
        () => exchange({}, { noteRoot: 5n }),
        'NOTE_ROOT_UNKNOWN',
        'moneyPart.noteRoot',
      ],
      [
        'one nullifier twice in a part',
        () => exchange({ nf: [11n, 11n] }),
        'NULLIFIER_SPENT',
        'assetPart.nf.1',
      ],
      [
        'one nullifier in two parts',
        () => exchange({}, { nf: [13n, 11n] }),
        'NULLIFIER_SPENT',
        'moneyPart.nf.1',
      ],
      [
        'one commitment in two parts',
        () => exchange({}, { cm: [22n, 24n] }),
        'COMMITMENT_EXISTS',
        'moneyPart.cm.0',
      ],
      ['a spent nullifier', () => exchange({}, { nf: [2n, 14n] }), 'NULLIFIER_SPENT', 'moneyPart.nf.0'],
      ['an old commitment', () => exchange({ cm: [33n, 22n] }), 'COMMITMENT_EXISTS', 'assetPart.cm.0'],
      ['the empty leaf', () => exchange({}, { cm: [23n, 0n] }), 'VALUE_OUT_OF_RANGE', 'moneyPart.cm.1'],
      ['the same again', () => before, 'NULLIFIER_SPENT', 'assetPart.nf.0'],
    ],
  );

  test('an asset of later is exchanged from its time on, until it is frozen again', () => {
    const vtx = () => chain.verified(exchange({ asset: later }));
    chain.at(START + 100n);
    expect(chain.refusal(vtx())).toBeUndefined();
    asModule(chain, (overlay) => setLive(overlay, MODULE, later, FROZEN));
    expect(chain.refusal(vtx())?.code).toBe('ASSET_FROZEN');
    chain.at(FROZEN);
    expect(chain.refusal(vtx())?.code).toBe('ASSET_FROZEN');
    chain.at(START);
  });
});

test('without money in notes nobody pays the fee of an exchange, whatever is proven', () => {
  const chain = new TestChain();
  const asset = asModule(chain, (overlay) => {
    const id = makeAsset(chain.ctx, overlay, MODULE, [1n]);
    setLive(overlay, MODULE, id, 0n);
    return id;
  });
  const error = chain.refusal(chain.verified(chain.tx('exchange', exchangeBody(chain, asset))));
  expect([error?.code, error?.data.field]).toEqual(['BALANCE_TOO_LOW', 'moneyPart.redeemed']);
});

describe('the table of assets', () => {
  const chain = new TestChain();
  const overlay = new Overlay(chain.store);
  const id = makeAsset(chain.ctx, overlay, MODULE, [5n, 6n]);

  test('holds a new one frozen, under an id that no other module makes', () => {
    expect(id).toBe(assetIdOf(hasher, MODULE, [5n, 6n]));
    expect(getAsset(overlay, id)).toEqual({ module: MODULE, live: FROZEN });
    const others = [assetIdOf(hasher, OTHER, [5n, 6n]), assetIdOf(hasher, MODULE, [6n, 5n])];
    expect(new Set([id, ...others, assetIdOf(hasher, MODULE, [5n, 6n, 0n])]).size).toBe(4);
    expect(() => ensureLive(chain.ctx, overlay, MONEY)).toThrow('ASSET_UNKNOWN');
  });

  test('one module never touches the asset of another, nor makes one twice', () => {
    expect(() => setLive(overlay, OTHER, id, 0n)).toThrow('no asset of module 29');
    expect(() => issueAsset(overlay, OTHER, id, 1n)).toThrow('no asset of module 29');
    expect(() => takeAsset(overlay, OTHER, id, 0n)).toThrow('no asset of module 29');
    expect(() => issueAsset(overlay, MODULE, MONEY, 1n)).toThrow('no asset of module 28');
    expect(() => makeAsset(chain.ctx, overlay, MODULE, [5n, 6n])).toThrow('made twice');
  });

  test('supply rises by what is issued, to what a u64 holds, and falls by what goes out, to nothing', () => {
    const supply = () => assetSupply(overlay, id);
    expect(() => ensureIssuable(overlay, id, 0n)).toThrow('AMOUNT_ZERO');
    ensureIssuable(overlay, id, MAX_MONEY);
    issueAsset(overlay, MODULE, id, MAX_MONEY - 1n);
    expect(() => ensureIssuable(overlay, id, 2n)).toThrow('AMOUNT_OVERFLOW');
    ensureIssuable(overlay, id, 1n);
    issueAsset(overlay, MODULE, id, 1n);
    expect(supply()).toBe(MAX_MONEY);
    expect(() => issueAsset(overlay, MODULE, id, 1n)).toThrow('leaves its range');
    takeAsset(overlay, MODULE, id, MAX_MONEY - 5n);
    expect(() => ensureInSupply(overlay, id, 6n)).toThrow('BALANCE_TOO_LOW');
    ensureInSupply(overlay, id, 5n);
    expect(() => takeAsset(overlay, MODULE, id, 6n)).toThrow('leaves its range');
    expect(supply()).toBe(5n);
  });
});

test('a kind that asked nothing before halts, rather than spend or make a note twice', () => {
  const chain = new TestChain();
  const overlay = new Overlay(chain.store);
  spendNote(overlay, 5n);
  expect(() => spendNote(overlay, 5n)).toThrow('spent twice');
  const cm = noteCommitment(hasher, note);
  appendNote(chain.ctx, overlay, cm, 'refund');
  expect(() => appendNote(chain.ctx, overlay, cm, 'refund')).toThrow('made twice');
});
