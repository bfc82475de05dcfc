import { sealNotes } from '@veilgrid/client-sdk/auditor/core/money';
import { CORE_RULES } from '@veilgrid/client-sdk/auditor/core/rules';
import { rootOf } from '@veilgrid/client-sdk/auditor/core/tree';
import { held, openBooks } from '@veilgrid/client-sdk/auditor/index';
import { getSupply } from '@veilgrid/node/state/core/money/accounts';
import { assetSupply } from '@veilgrid/node/state/core/money/assets';
import { noteRoot } from '@veilgrid/node/state/core/money/notes';
import type { VerifiedTx } from '@veilgrid/node/state/core/verified';
import { FROZEN } from '@veilgrid/protocol/core/money/asset';
import { ProtocolError } from '@veilgrid/protocol/errors';
import type { Bodies } from '@veilgrid/protocol/kinds';
import { MONEY } from '@veilgrid/protocol/params';
import { Random } from '../economy/support/random.js';
import { ASSETS, exchange, newWorld, setAsset, step, txOf } from '../state/support/assetSteps.js';
import type { AssetWorld } from '../state/support/assetWorld.js';
import { GENESIS } from '../state/support/genesis.js';
import { hasher } from '../state/support/hasher.js';
import { addPaidKinds } from '../state/support/paidKinds.js';
import { PAID_RULES } from './support/paidRules.js';

addPaidKinds();

type AnyRule = (ledger: object, body: object, context: bigint) => readonly (readonly bigint[])[] | undefined;
const RULES = { ...CORE_RULES, ...PAID_RULES } as unknown as Readonly<Record<string, AnyRule>>;

/** The auditor's books after a world's blocks, with what each proof proved compared on the way. */
function audited({ chain }: AssetWorld) {
  const books = openBooks(GENESIS, hasher);
  for (const { time, vtxs } of chain.blocks) {
    for (const vtx of vtxs) expect(enter(books, time, vtx)).toEqual(vtx.signals);
    sealNotes(books);
  }
  return books;
}

function enter(books: ReturnType<typeof openBooks>, time: bigint, { tx, context }: VerifiedTx) {
  return RULES[tx.kind]!({ genesis: GENESIS, hasher, books, time }, tx.body, context) ?? [];
}

test.each([5, 6])('from the text: the same signals, supplies and notes, world %i', (seed) => {
  const random = new Random(seed);
  const world = newWorld(random);
  for (let i = 0; i < 25; i++) step(world, random);
  const books = audited(world);
  const { store } = world.chain;
  expect([...books.assets].map(([id, { supply }]) => [id, supply])).toEqual(
    ASSETS.map((id) => [id, assetSupply(store, id)]),
  );
  expect(held(books, 'shielded')).toBe(getSupply(store).shielded);
  expect(rootOf(books.notes.tree)).toBe(noteRoot(store));
});

describe('refuses what the ledger refuses of an exchange:', () => {
  const random = new Random(8);
  const world = newWorld(random);
  while (world.of(ASSETS[0]!).length === 0) step(world, random);
  const { body } = exchange(world, random, ASSETS[0]!)!;
  const changed = (asset: object, money: object = {}): Bodies['exchange'] => ({
    assetPart: { ...body.assetPart, ...asset },
    moneyPart: { ...body.moneyPart, ...money },
  });
  const { nf, cm } = body.assetPart;
  const reference = new Uint8Array(32).fill(1);
  const old = world.chain.blocks.flatMap(({ vtxs }) => vtxs).find(({ tx }) => tx.kind === 'mintNote')!;
  const { slip } = old.tx.body as Bodies['mintNote'];
  test.each<[name: string, body: Bodies['exchange'], code: string]>([
    ['money for the asset', changed({ asset: MONEY }), 'ASSET_UNKNOWN'],
    ['an asset of nobody', changed({ asset: 5n }), 'ASSET_UNKNOWN'],
    ['another asset for the money', changed({}, { asset: 5n }), 'ASSET_UNKNOWN'],
    ['a fee that redeems', changed({}, { redeemed: 1n, payoutReference: reference }), 'FEE_ONLY'],
    ['a reference', changed({}, { payoutReference: reference }), 'VALUE_OUT_OF_RANGE'],
    ['a root of nowhere', changed({ noteRoot: 5n }), 'NOTE_ROOT_UNKNOWN'],
    ['one nullifier in both parts', changed({}, { nf: [7n, nf[0]!] }), 'NULLIFIER_SPENT'],
    ['one commitment in both parts', changed({}, { cm: [7n, cm[1]!] }), 'COMMITMENT_EXISTS'],
    ['an old commitment', changed({ cm: [slip.cm, cm[1]!] }), 'COMMITMENT_EXISTS'],
    ['the empty leaf', changed({ cm: [0n, cm[1]!] }), 'VALUE_OUT_OF_RANGE'],
  ])('%s', (_name, altered, code) => {
    const vtx = world.chain.verified(txOf(world, 'exchange', altered));
    expect(world.chain.refusal(vtx)?.code).toBe(code);
    let own: string | undefined;
    try {
      enter(audited(world), world.chain.time, vtx);
    } catch (error) {
      own = error instanceof ProtocolError ? error.code : String(error);
    }
    expect(own).toBe(code);
  });

  test('a frozen asset', () => {
    setAsset(world, 2, FROZEN);
    const vtx = world.chain.verified(txOf(world, 'exchange', changed({ asset: ASSETS[1]! })));
    expect(world.chain.refusal(vtx)?.code).toBe('ASSET_FROZEN');
    const books = audited(world);
    expect(() => enter(books, world.chain.time, vtx)).toThrow('ASSET_FROZEN');
  });
});
