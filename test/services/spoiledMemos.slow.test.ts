/** A DSO that lists everybody with memos of no use: who complains is struck, and paid late, whoever gains by silence. */
import { hexToBytes } from '@noble/hashes/utils.js';
import { nullCells, ProtocolError } from '@veilgrid/client-sdk';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { SHOWN_SECRET_BYTES, showMemoSecret } from '@veilgrid/protocol/market/shownSecret';
import type { StatusEntry } from '@veilgrid/protocol/market/statusList';
import { type Complaint, RELEASE_DELAY } from '@veilgrid/services';
import { K } from '../state/support/profile.js';
import { TIMES } from '../state/support/slot.js';
import { startTestChain, type TestChain } from './support/chain.js';
import { type Household, moveTo, type Parties, TERMS } from './support/market.js';
import { openedMarket } from './support/openedMarket.js';

const SPOILED = 12;
/** Its memo is right. */
const SERVED = 12;
const FUNDS = 5_000_000_000n;
const readingsOf = (i: number): Reading[] =>
  Array.from({ length: K }, (_, k) => ({ imported: 300 + 7 * i + k, exported: 0 }));

let chain: TestChain;
let parties: Parties;
let homes: Household[];
let auctionId: bigint;

beforeAll(async () => {
  chain = await startTestChain();
  ({ parties, homes, auctionId } = await openedMarket(chain, SPOILED + 1));
  for (const { wallet } of homes) await wallet.market.order(auctionId, nullCells(K));
  await moveTo(chain, TIMES.gate + RELEASE_DELAY);
  await parties.regulator.release(auctionId);
  await parties.operator.clear(auctionId);
}, 120_000);
afterAll(() => chain.close());

const signed = (i: number, day = TERMS.day) => ({
  position: i,
  signed: parties.registrar.signReadings(i, day, readingsOf(i)),
});
const settle = (i: number) => {
  const { meter, wallet } = homes[i]!;
  return wallet.market.settle(auctionId, meter.signDay(chain.genesis.chainId, i, TERMS.day, readingsOf(i)));
};

/** What the wallet says of its memo. */
async function complaintOf(i: number): Promise<Complaint> {
  const refused = await settle(i).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(refused instanceof ProtocolError) || refused.code !== 'MEMO_INVALID') throw refused;
  const { position, tag, secret } = refused.data;
  return { position: Number(position), tag: BigInt(String(tag)), secret: hexToBytes(String(secret)) };
}

/** A right signature of another day, a reading of another, and what opens to nobody. */
const spoil: readonly ((entry: StatusEntry, other: StatusEntry) => StatusEntry)[] = [
  (entry) => entry,
  (entry) => ({ ...entry, sealed: entry.sealed.with(40, entry.sealed[40]! ^ 1) }),
  (entry, other) => ({ ...entry, ephemeral: other.ephemeral, sealed: other.sealed }),
];

async function listOfEverybody() {
  const days = Array.from({ length: SPOILED }, (_, i) => signed(i, i % 3 === 0 ? TERMS.day - 1 : TERMS.day));
  const { entries, ...fields } = await parties.billing.statusList(auctionId, [...days, signed(SERVED)]);
  const spoiled = entries.map((entry, i) => (i === SERVED ? entry : spoil[i % 3]!(entry, entries[SERVED]!)));
  return { ...fields, entries: spoiled };
}

test('the statistician signs no list that leaves less than ten unread, but where a person looked', async () => {
  const fields = await listOfEverybody();
  const posting = (coSigner: ReturnType<Parties['statistician']['coSigner']>, entries = fields.entries) =>
    chain.signers.dso.submit('statusList', {
      fields: { ...fields, entries },
      coSigners: { statistician: coSigner },
    });
  const { statistician } = parties;
  await expect(posting(statistician.coSigner())).rejects.toMatchObject({
    code: 'SIGNATURE_UNEXPECTED',
    data: { listed: 13, most: 10, hidden: 0 },
  });
  // Four of thirteen leave nine.
  await expect(posting(statistician.coSigner(), fields.entries.slice(0, 4))).rejects.toMatchObject({
    code: 'SIGNATURE_UNEXPECTED',
    data: { listed: 4, hidden: 9 },
  });
  await posting(statistician.coSigner({ many: true }));
});

test('who is listed with a memo of no use sends nothing, and says what shows it', async () => {
  await moveTo(chain, TIMES.settleFrom);
  const before = chain.proofs();
  const { position, tag, secret } = await complaintOf(1);
  expect(position).toBe(1);
  expect(secret).toHaveLength(SHOWN_SECRET_BYTES);
  expect((await chain.api.statusList({ params: { auctionId } })).items[1]!.tag).toBe(tag);
  expect((await chain.api.settlements({ params: { auctionId } })).total).toBe(0);
  expect(chain.proofs()).toBe(before);
});

test('a memo that opens to a reading that stands is not struck, nor what nobody listed', async () => {
  const { keys, wallet } = homes[SERVED]!;
  const memo = (await chain.api.statusMemos({ params: { auctionId } })).items[SERVED]!;
  const secret = showMemoSecret(keys.signSecret, memo.ephemeral)!;
  const useful: Complaint = { position: SERVED, tag: memo.tag, secret };
  const striking = (...complaints: Complaint[]) =>
    parties.strikes.strike(auctionId, complaints, parties.statistician.coSigner());
  const right = await complaintOf(0);
  await expect(striking(right, useful)).rejects.toMatchObject({
    code: 'STATUS_WRONG',
    data: { field: 'complaints.1', position: SERVED },
  });
  await expect(striking({ ...right, tag: right.tag + 1n })).rejects.toMatchObject({
    code: 'STATUS_NOT_LISTED',
  });
  await expect(striking({ ...right, position: 99 })).rejects.toMatchObject({ code: 'POSITION_EMPTY' });
  expect((await wallet.market.settle(auctionId)).readings).toEqual(readingsOf(SERVED));
});

test('twelve that were struck when the time to settle was over are paid by late bills', async () => {
  await moveTo(chain, TIMES.settleEnd);
  const complaints: Complaint[] = [];
  for (let i = 0; i < SPOILED; i++) complaints.push(await complaintOf(i));
  const { accounts } = await chain.api.supply({});
  await parties.strikes.strike(auctionId, complaints, parties.statistician.coSigner());
  const { lateFee } = chain.genesis;
  for (let i = 0; i < SPOILED; i++) {
    const { bill, refund, shortfall, lateFee: fee } = await settle(i);
    await homes[i]!.wallet.sync();
    expect([shortfall, fee]).toEqual([0n, lateFee]);
    expect(homes[i]!.wallet.notes.balance).toBe(FUNDS - bill.cost);
    expect(refund.value).toBeGreaterThan(0n);
  }
  const { total } = await chain.api.lateBills({ params: { auctionId } });
  expect(total).toBe(SPOILED);
  // Neither DSO nor supplier has a part of what they kept back.
  const { accounts: after, ...supply } = await chain.api.supply({});
  expect({ ...after, issuer: 0n }).toEqual({ ...accounts, issuer: 0n });
  const owned = Object.values(after).reduce((sum, x) => sum + x, 0n);
  expect(supply.notes + supply.locked + supply.bonds + supply.held + owned + supply.redeemed).toBe(
    supply.minted,
  );
});
