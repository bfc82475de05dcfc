/** Books of needs: what regulator and operator sign, release, open and close, whatever their node shows. */
import { hex } from '@veilgrid/protocol/core/crypto/field';
import { type NeedTerms, needIdOf } from '@veilgrid/protocol/flexibility/need';
import { emptyNeedResult } from '@veilgrid/protocol/flexibility/outcome';
import type { Api } from '@veilgrid/protocol/routes';
import {
  type FlexOpening,
  FlexRegister,
  Follower,
  memoryFollowerStore,
  memorySecrets,
  NeedOperator,
  NeedRegulator,
  needBookWatch,
  RELEASE_DELAY,
  RoleSigner,
  type SecretStore,
} from '@veilgrid/services';
import { jsMatcher } from '@veilgrid/wasm-core';
import { refusal } from '../node/support/ledger.js';
import type { BodyOf } from '../state/support/chain.js';
import type { FlexHousehold } from '../state/support/flexibility/flexHousehold.js';
import type { FlexNeed } from '../state/support/flexibility/flexNeed.js';
import { NEED_DAY, readyWorld } from '../state/support/flexibility/flexWorld.js';
import { AREA, needBody, needSecrets, offerOf, PLACE } from '../state/support/flexibility/terms.js';
import { GENESIS, SIGNERS, secretOf } from '../state/support/genesis.js';
import { hasher } from '../state/support/hasher.js';
import { K } from '../state/support/profile.js';
import { type Replayed, replayed } from './support/replayed.js';
import { witnessProver } from './support/witnessProver.js';

const FEW = 3;
const ENOUGH = 11;

/** Apart from the tests' area. */
const SECOND = { ...AREA, areaId: AREA.areaId + 1, places: [72] };

let node: Replayed;
let need: FlexNeed;
let fewNeed: FlexNeed;
let home: FlexHousehold;
let books: ReturnType<typeof following>;
let prover: Awaited<ReturnType<typeof witnessProver>>;

beforeAll(async () => {
  const world = readyWorld(ENOUGH + FEW);
  world.chain.send('publishArea', SECOND);
  home = world.households[0]!;
  need = world.need(NEED_DAY).open();
  fewNeed = world.need(NEED_DAY, { areaId: SECOND.areaId }).open();
  const all = ({ i }: FlexHousehold) => offerOf(480 + i, 20 + 5 * i);
  need.offers(world.households.slice(FEW), all);
  fewNeed.offers(world.households.slice(0, FEW), all);
  node = await replayed(world.chain);
  books = following(node.api);
  prover = await witnessProver();
});
afterAll(() => node.close());

const following = (api: Api) =>
  new Follower(
    { genesis: GENESIS, hasher, api, store: memoryFollowerStore() },
    needBookWatch({ genesis: GENESIS, hasher }),
  );

const keptShare = (role: 'operator' | 'regulator', { id, body }: FlexNeed) =>
  memorySecrets([[`share:${role}:${hex(id)}`, String(needSecrets(body)[`${role}Secret`])]]);

function regulatorOf(secrets: SecretStore): NeedRegulator {
  const signer = new RoleSigner('regulator', secretOf(SIGNERS.regulator), GENESIS, node.api);
  return new NeedRegulator({ genesis: GENESIS, hasher, signer, secrets, follower: books });
}

function operatorOf(api: Api, secrets: SecretStore): NeedOperator {
  const signer = new RoleSigner('operator', secretOf(SIGNERS.operator), GENESIS, api);
  const common = { genesis: GENESIS, hasher, api, signer, secrets, follower: books };
  return new NeedOperator({ ...common, matcher: jsMatcher, prover: prover.prover });
}

describe('an opening', () => {
  const other = needBody(NEED_DAY);
  const opening = (change: Partial<NeedTerms>) => {
    const body: BodyOf<'openNeed'> = { ...other, ...change };
    return regulatorOf(keptShare('regulator', need)).coSigner({
      kind: 'openNeed',
      body: { ...body, sequence: 0n },
    });
  };

  test('is signed where everything is by the protocol, and with the own share alone', async () => {
    expect(await opening({})).toMatchObject({ signature: expect.anything() });
    const regulatorShare = { ...other.regulatorShare, x: other.operatorShare.x };
    const swapped = { ...other, regulatorShare, sequence: 0n };
    const sign = () =>
      regulatorOf(keptShare('regulator', need)).coSigner({ kind: 'openNeed', body: swapped });
    expect(await refusal(sign)).toEqual({ code: 'SHARE_MISMATCH', field: 'regulatorShare' });
  });

  test.each<[string, Partial<NeedTerms>, string, string]>([
    ['no time for a release', { release: other.gate }, 'NEED_TIMES_INVALID', 'release'],
    ['calls too near', { callLead: 60 }, 'NEED_TIMES_INVALID', 'callLead'],
    [
      'deliveries before readings are final',
      { deliverFrom: other.deliverFrom - 1n },
      'NEED_TIMES_INVALID',
      'deliverFrom',
    ],
    ['deposits below the worst case', { tiers: [1n] }, 'NEED_PRICES_INVALID', 'tiers.0'],
    ['no penalty', { percent: 0 }, 'NEED_PRICES_INVALID', 'percent'],
    ['more in one hand than ten hold', { maxQty: 1_001 }, 'NEED_QUANTITY_INVALID', 'window.0'],
  ])('is not signed with %s', async (_name, change, code, field) => {
    expect(await refusal(() => opening(change))).toEqual({ code, field });
  });

  test('is not signed of an area or a day that final blocks do not have', async () => {
    // Of another day or area it is another need, of which no share was made.
    const secrets = memorySecrets();
    const regulator = regulatorOf(secrets);
    const day = other.day + 1;
    const share = await regulator.share(needIdOf(hasher, GENESIS.chainId, { ...other, day }));
    const sign = () =>
      regulator.coSigner({ kind: 'openNeed', body: { ...other, day, regulatorShare: share, sequence: 0n } });
    expect(await refusal(sign)).toEqual({ code: 'AUCTION_MISSING', field: 'areaId' });
  });
});

describe('the register', () => {
  test.each<[string, Partial<FlexOpening>, string, string]>([
    ['another place', { place: PLACE - 1 }, 'VALUE_OUT_OF_RANGE', 'place'],
    ['another point', { point: 5n }, 'VALUE_OUT_OF_RANGE', 'point'],
    ['more than the connection carries', { capDown: 2 ** 25 - 1 }, 'VALUE_OUT_OF_RANGE', 'capDown'],
    ['no point', { position: 60 }, 'POSITION_EMPTY', 'position'],
  ])('signs no leaf of %s', async (_name, change, code, field) => {
    const { position } = home.point;
    const signer = new RoleSigner('dso', secretOf(SIGNERS.dso), GENESIS, node.api);
    const secrets = memorySecrets();
    const register = new FlexRegister({ hasher, api: node.api, signer, secrets });
    const opening = { ...home.leaf(), position };
    expect(await refusal(() => register.accept({ ...opening, ...change }, PLACE))).toEqual({ code, field });
    const body = { ...home.enrolment(), sequence: 0n };
    const sign = () => register.coSigner({ kind: 'flexEnrol', body });
    expect(await refusal(sign)).toEqual({ code: 'SECRET_MISSING', field: 'opening' });
    expect((await register.accept(opening, PLACE)).leaf).toBe(body.leaf);
    expect(await sign()).toMatchObject({ signature: expect.anything() });
  });
});

describe('a book of few', () => {
  test('is neither released nor opened before a person has looked, and shows nothing', async () => {
    const { ledger, api } = node;
    const { id, body } = fewNeed;
    const regulator = regulatorOf(keptShare('regulator', fewNeed));
    const few = { code: 'BOOK_UNVERIFIED', field: 'orders' };
    await ledger.moveTime(body.gate + RELEASE_DELAY - 1n);
    expect(await refusal(() => regulator.release(id, { few: true }))).toMatchObject({
      code: 'RELEASE_EARLY',
    });
    await ledger.moveTime(body.gate + RELEASE_DELAY);
    expect(await refusal(() => regulator.release(id))).toEqual(few);
    await regulator.release(id, { few: true });
    const operator = operatorOf(api, keptShare('operator', fewNeed));
    expect(await refusal(() => operator.clear(id))).toEqual(few);
    const zeros = Array<number>(K).fill(0);
    expect(await operator.clear(id, { few: true })).toMatchObject({
      traded: 0n,
      p: zeros,
      lambda: zeros,
    });
  });
});

describe('a released book', () => {
  beforeAll(async () => {
    await node.ledger.moveTime(need.body.gate + RELEASE_DELAY);
    await regulatorOf(keptShare('regulator', need)).release(need.id);
  });

  test('of a node that shows another list is not opened: one left out, repeated, swapped, none', async () => {
    const { api } = node;
    const { items } = await api.offers({ params: { needId: need.id } });
    const swapped = [items[1]!, items[0]!, ...items.slice(2)];
    for (const list of [items.slice(1), [...items, items[0]!], [items[1]!, ...items.slice(1)], swapped, []]) {
      const shown: Api = {
        ...api,
        offers: async ({ query: { from = 0 } = {} }) => ({ total: list.length, items: list.slice(from) }),
      };
      const secrets = keptShare('operator', need);
      const clear = () => operatorOf(shown, secrets).clear(need.id, { few: true });
      expect(await refusal(clear)).toEqual({ code: 'BOOK_UNVERIFIED', field: 'orders' });
      expect(await secrets.list('closing:')).toEqual([]);
    }
  });

  test('is cleared, though its node says that it is done', async () => {
    const { result } = await node.api.need({ params: { needId: need.id } });
    expect(result).toBeUndefined();
    const api: Api = {
      ...node.api,
      need: async (args) => ({ ...(await node.api.need(args)), result: emptyNeedResult(K) as never }),
    };
    const operator = operatorOf(api, memorySecrets());
    // Whatever the node says, it goes on, and here lacks its half of the key.
    expect(await refusal(() => operator.clear(need.id))).toMatchObject({ code: 'SECRET_MISSING' });
  });

  test('is closed once: beside another closing that was written down it is not signed', async () => {
    const { api } = node;
    const secrets = keptShare('operator', need);
    await secrets.set(`closing:${hex(need.id)}`, 'another');
    const clear = () => operatorOf(api, secrets).clear(need.id);
    expect(await refusal(clear)).toEqual({ code: 'ALREADY_SIGNED', field: 'orders' });
  });

  test('is cleared beside the steps, closed, and forgotten', async () => {
    const { api } = node;
    const secrets = keptShare('operator', need);
    const operator = operatorOf(api, secrets);
    expect(await refusal(() => operator.forget(need.id))).toEqual({ code: 'PHASE_WRONG', field: 'needId' });
    const result = await operator.clear(need.id);
    expect(result.traded).not.toBe(0n);
    const before = prover.proofs();
    expect(await operator.clear(need.id)).toEqual(result);
    expect(prover.proofs()).toBe(before);
    await operator.forget(need.id);
    expect(await secrets.list('share:')).toEqual([]);
  });
});
