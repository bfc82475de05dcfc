/** Totals of a day that meters sign: those that show ten or more are taken, those that name a few are not. */
import { ACT_POST } from '@veilgrid/protocol/core/measures/measured';
import { BETWEEN, CABLE, FEEDER, type Meters, type NetworkOf, SUBSTATION, TRANSFORMER } from './network.js';
import { coSignerOf } from './parties.js';
import type { Refusals } from './refusals.js';

/** Wh that each customer off the town's ledger uses in a period: no wallet of theirs says so. */
const USE = 2_000n;

/** What passes an asset by period, Wh, import above zero. */
export type Nets = readonly bigint[];

/** @param town what the households' meters counted */
export function netsOf(town: Nets, customers: number): Nets {
  return town.map((net) => net + USE * BigInt(customers));
}

/** A day's total as the asset's meter signs it. @throws ProtocolError the ledger's refusal */
export async function postTotal(
  { services, tso, day }: NetworkOf,
  meters: Meters,
  assetId: number,
  nets: Nets,
): Promise<void> {
  const imports = nets.map((net) => Number(net > 0n ? net : 0n));
  const exports = nets.map((net) => Number(net < 0n ? -net : 0n));
  const values = { assetId, day, imports, exports };
  await services.signers.dso.submit('measured', {
    fields: {
      ...values,
      act: ACT_POST,
      meterOwner: assetId === SUBSTATION ? tso.partyId : 0,
      signature: meters.get(assetId)!.signDay(values),
      reasonHash: new Uint8Array(32),
    },
    coSigners: { party: coSignerOf(tso) },
  });
}

export interface PostedTotal {
  readonly assetId: number;
  readonly customers: number;
  /** Wh by period, import above zero, as the node shows it to anybody. */
  readonly nets: Nets;
}

/** Before the day's sums are open, what a total leaves of a zone cannot be judged. */
export async function postTooEarly(network: NetworkOf, meters: Meters, town: Nets, refusals: Refusals) {
  await refusals.expect('a total of a day whose sums are not open', 'DAY_OPEN', () =>
    postTotal(network, meters, FEEDER, town),
  );
}

/** @returns what anybody reads of the day then */
export async function postTotals(
  network: NetworkOf,
  meters: Meters,
  town: Nets,
  refusals: Refusals,
): Promise<PostedTotal[]> {
  const post = (assetId: number, others: number) => postTotal(network, meters, assetId, netsOf(town, others));
  const { cable, transformer, substation } = BETWEEN;
  const { households } = network;
  const reveals = (what: string, assetId: number, others: number) =>
    refusals.expect(what, 'MEASURE_REVEALS', () => post(assetId, others));
  await reveals(`a total over ${households + cable}, of whom ${households} settled`, CABLE, cable);
  await post(FEEDER, 0);
  await post(SUBSTATION, substation + transformer + cable);
  const between = `a meter between two, with ${transformer + cable} customers of its own`;
  await reveals(between, TRANSFORMER, transformer + cable);
  await refusals.expect('a second total of one day', 'MEASURE_EXISTS', () => post(FEEDER, 0));
  return Promise.all([SUBSTATION, FEEDER].map((assetId) => readTotal(network, assetId)));
}

async function readTotal({ access, day }: NetworkOf, assetId: number): Promise<PostedTotal> {
  const { asset, measured } = await access.api.measured({ params: { assetId, day } });
  const nets = measured!.imports.map((wh, k) => BigInt(wh - measured!.exports[k]!));
  return { assetId, customers: asset.customers, nets };
}
