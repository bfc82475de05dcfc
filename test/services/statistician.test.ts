/**
 * What statistician, supplier, DSO and regulator sign, and when: by final blocks and their own clocks, whatever a node
 * says. A signature can be kept for a block of later.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { hexToBytes } from '@noble/hashes/utils.js';
import { nullCells } from '@veilgrid/client-sdk';
import { BlockHeader, blockHash } from '@veilgrid/protocol/core/block';
import { Finality, signFinality } from '@veilgrid/protocol/core/finality';
import { STATUS_METER } from '@veilgrid/protocol/core/readings';
import { ProtocolError } from '@veilgrid/protocol/errors';
import type { Draft } from '@veilgrid/protocol/kinds';
import { showMemoSecret } from '@veilgrid/protocol/market/shownSecret';
import { openStatusMemo, statusMemoSecret } from '@veilgrid/protocol/market/statusMemo';
import { ROLES } from '@veilgrid/protocol/roles';
import type { Api } from '@veilgrid/protocol/routes';
import { Billing, type CoSigner, Statistician, Strikes, Supplier, voidAuction } from '@veilgrid/services';
import type { ReleaseContext } from '@veilgrid/services/market/lateBillsOver';
import { PARAMS, SIGNERS, secretOf } from '../state/support/genesis.js';
import { K } from '../state/support/profile.js';
import { TIMES } from '../state/support/slot.js';
import { startTestChain, type TestChain } from './support/chain.js';
import {
  enrol,
  fundRoles,
  type Household,
  household,
  moveTo,
  type Parties,
  partiesOf,
  publishTariff,
  TERMS,
  untilNotesAreReady,
} from './support/market.js';

let chain: TestChain;
let parties: Parties;
let auctionId: bigint;
let drafts: readonly Draft[];
let homes: Household[];

const HOMES = 11;
const readings = Array.from({ length: K }, () => ({ imported: 100, exported: 0 }));

beforeAll(async () => {
  chain = await startTestChain();
  parties = partiesOf(chain);
  await fundRoles(chain);
  await publishTariff(parties);
  homes = Array.from({ length: HOMES }, (_, i) => household(chain, `home ${i}`));
  for (const [i, home] of homes.entries()) await enrol(chain, parties, home, i);
  await untilNotesAreReady(chain);
  const { regulator, operator, supplier } = parties;
  const shares = { share: (id: bigint) => regulator.share(id), coSigner: regulator.coSigner };
  auctionId = await operator.openAuction(TERMS, shares, supplier);
  await homes[5]!.wallet.market.order(auctionId, nullCells(K));
  drafts = [
    { kind: 'releaseHeld', body: { sequence: 0n, host: auctionId } },
    { kind: 'releaseBond', body: { sequence: 0n, auctionId } },
  ];
}, 120_000);
afterAll(() => chain.close());

async function codeOf(signing: Promise<unknown>): Promise<string | undefined> {
  try {
    await signing;
    return 'signed';
  } catch (error) {
    return (error as { code?: string }).code;
  }
}
const codes = (sign: CoSigner) => Promise.all(drafts.map((draft) => codeOf(Promise.resolve(sign(draft)))));
const refusal = (code: string, data: object = {}) =>
  expect.objectContaining({ code, data: expect.objectContaining(data) });

describe('what a node that lies can have signed, sealed or struck', () => {
  const dayOf = (position: number) => ({
    position,
    signed: parties.registrar.signReadings(position, TERMS.day, readings),
  });
  /** Points that nobody enrolled, with the caps and the owner's key that the node likes; and no list. */
  const lying = (): Api => {
    const changed = async () => {
      const answer = await chain.api.pointChanges({ query: {} });
      const nobodys = ed25519.getPublicKey(new Uint8Array(32).fill(9));
      const points = Array.from({ length: 30 }, (_, position) => ({
        ...answer.items[position % HOMES]!,
        position,
        ownerSigPk: nobodys,
        dayImportCap: 0,
      }));
      return { total: points.length, items: points };
    };
    return {
      ...chain.api,
      pointChanges: changed,
      auction: async (args) => ({ ...(await chain.api.auction(args)), pointChanges: 30 }),
      statusList: async () => ({ total: 0, items: [] }),
    };
  };
  const signs = async (draft: Draft, api = lying()) => {
    const context = { ...parties.bContext, api };
    return new Statistician(context).coSigner()(draft);
  };
  const part = async (index: number, ...positions: number[]): Promise<Draft> => {
    const { entries } = await parties.billing.statusList(auctionId, positions.map(dayOf));
    return { kind: 'statusList', body: { sequence: 0n, auctionId, part: index, entries } };
  };

  test('a list is measured against the points of the day and what final blocks list', async () => {
    await moveTo(chain, TERMS.gate);
    expect(await signs(await part(0, 3))).toMatchObject({ role: ROLES.statistician });
    const two = refusal('SIGNATURE_UNEXPECTED', { listed: 2, most: 10, hidden: HOMES - 2 });
    await expect(signs(await part(0, 3, 4))).rejects.toEqual(two);
    // A part that comes later than the next one could be kept until nobody counts the ones before.
    await expect(signs(await part(1, 3))).rejects.toEqual(refusal('STATUS_PART_WRONG', { expected: 0 }));
    await parties.billing.postStatusList(auctionId, [dayOf(3)], parties.statistician.coSigner());
    await expect(signs(await part(0, 4))).rejects.toEqual(refusal('STATUS_PART_WRONG', { expected: 1 }));
    await expect(signs(await part(1, 4))).rejects.toEqual(two);
  });

  test("a reading is sealed to its point's owner, whoever the node says that is", async () => {
    const billing = new Billing({
      ...parties.aContext,
      maskSummer: parties.a,
      api: lying(),
    });
    const [entry] = (await billing.statusList(auctionId, [dayOf(4)])).entries;
    const secret = statusMemoSecret(homes[4]!.keys.signSecret, entry!.ephemeral)!;
    expect(openStatusMemo(PARAMS, secret, { auctionId, ...entry! })?.readings).toEqual(readings);
  });

  test('a memo is struck as it is listed, by the caps of the day', async () => {
    const { items } = await chain.api.statusMemos({ params: { auctionId }, query: {} });
    const [memo] = items;
    const shownBy = (position: number) => ({
      position,
      tag: memo!.tag,
      secret: showMemoSecret(homes[position]!.keys.signSecret, memo!.ephemeral)!,
    });
    const strike = (api: Api, complaint = shownBy(3)) =>
      new Strikes({ ...parties.regulatorContext, api }).strikeStatus(auctionId, [complaint]);
    await expect(strike(chain.api)).rejects.toEqual(refusal('STATUS_WRONG'));
    await expect(strike(lying())).rejects.toEqual(refusal('STATUS_WRONG'));
    // No secret of one's own making, nor another's: the own one opens the memo.
    for (const secret of [new Uint8Array(96), new Uint8Array(), shownBy(4).secret]) {
      const made = strike(chain.api, { ...shownBy(3), secret });
      await expect(made).rejects.toEqual(refusal('DATA_INVALID', { field: 'complaints.0.secret' }));
    }
    // Whose tag it is, no complaint says: another's is taken, and threat-model.md says what that is worth.
    expect(await strike(chain.api, shownBy(4))).toEqual({ auctionId, tags: [memo!.tag] });
    const spoiled = { ...memo!, sealed: memo!.sealed.with(0, memo!.sealed[0]! ^ 1) };
    for (const shown of [[spoiled], [], [memo!, memo!]]) {
      const api = { ...chain.api, statusMemos: async () => ({ total: shown.length, items: shown }) };
      await expect(strike(api)).rejects.toEqual(refusal('FACT_INVALID', { fact: 'statusList' }));
    }
  });
});

test('a household whose memo is no use shows why, is struck, and settles by its own meter', async () => {
  const [position, { wallet, meter }] = [5, homes[5]!] as const;
  const other = parties.registrar.signReadings(position, TERMS.day - 1, readings);
  const many = parties.statistician.coSigner({ many: true });
  await parties.billing.postStatusList(auctionId, [{ position, signed: other }], many);
  await moveTo(chain, TIMES.release);
  await voidAuction(chain.api, chain.genesis.profile, auctionId);
  await moveTo(chain, TIMES.settleFrom);
  const signed = meter.signDay(chain.genesis.chainId, position, TERMS.day, readings);
  const settling = () => wallet.market.settle(auctionId, signed);
  const shown = await settling().catch((error: ProtocolError) => error);
  if (!(shown instanceof ProtocolError)) throw new Error('settled by a memo of another day');
  expect(shown.code).toBe('MEMO_INVALID');
  const { tag, secret } = shown.data;
  const complaint = { position, tag: BigInt(String(tag)), secret: hexToBytes(String(secret)) };
  await parties.strikes.strike(auctionId, [complaint], parties.statistician.coSigner());
  await settling();
  const { items } = await chain.api.settlements({ params: { auctionId }, query: {} });
  expect(items).toMatchObject([{ tagA: complaint.tag, status: STATUS_METER }]);
});

describe.each<[string, (changed: Partial<ReleaseContext>) => CoSigner]>([
  ['the statistician', (changed) => new Statistician({ ...parties.bContext, ...changed }).coSigner()],
  ['the supplier', (changed) => new Supplier({ ...chain, signer: chain.signers.supplier, ...changed }).sign],
])('%s', (_, signing) => {
  test("a validator's clock that runs ahead ends nothing by this party's own", async () => {
    const genesis = { ...chain.genesis, consensus: { ...chain.genesis.consensus, clock: 'block' as const } };
    const { headers } = await chain.api.headers({});
    const at = (time: bigint) => {
      const header = { ...BlockHeader.deserialize(headers[0]!), time };
      const finality = Finality.serialize(signFinality(blockHash(header), secretOf(SIGNERS.validator)));
      return async () => ({ headers: [BlockHeader.serialize(header)], finality });
    };
    const end = TERMS.settleEnd + BigInt(chain.genesis.windows.late);
    const sign = (clock: bigint, head: bigint) =>
      signing({ genesis, api: { ...chain.api, headers: at(head) }, clock: () => Number(clock) });
    expect(await codes(sign(end - 1n, end + 60n))).toEqual(['HELD_LOCKED', 'PHASE_WRONG']);
    expect(await codes(sign(TERMS.settleEnd, end))).toEqual(['HEAD_STALE', 'HEAD_STALE']);
    expect(await codes(sign(end, end - 60n))).toEqual(['signed', 'signed']);
  });
});

test('money that late bills may claim is set free by no signature given before their end', async () => {
  const end = TERMS.settleEnd + BigInt(chain.genesis.windows.late);
  const supplier = new Supplier({ ...chain, signer: chain.signers.supplier });
  const both = async () => [await codes(parties.statistician.coSigner()), await codes(supplier.sign)];
  const early = ['HELD_LOCKED', 'PHASE_WRONG'];
  // Whatever the other signer looks at.
  const any: CoSigner = (draft) => chain.signers.statistician.sign(draft);
  const begun = async () => [
    await codeOf(supplier.releaseHeld(auctionId, any)),
    await codeOf(supplier.releaseBond(auctionId, any)),
  ];
  expect([...(await both()), await begun()]).toEqual([early, early, early]);
  await moveTo(chain, end - 1n);
  expect([...(await both()), await begun()]).toEqual([early, early, early]);
  await moveTo(chain, end);
  const signed = ['signed', 'signed'];
  expect(await both()).toEqual([signed, signed]);
});
