/** A transmission operator as a party: registered, paid into, with a new key, and at its end. */
import { randomBytes } from 'node:crypto';
import { fetchParty } from '@veilgrid/client-sdk';
import { submitTx } from '@veilgrid/client-sdk/client/submit';
import { PARTY_KINDS } from '@veilgrid/protocol/core/parties';
import { addSignature, completeRequest, draftOf, type SigningRequest } from '@veilgrid/protocol/request';
import { FIRST_PARTY } from '@veilgrid/protocol/roles';
import { type CoSigner, mintAccount, PartySigner } from '@veilgrid/services';
import { ed25519Pair, x25519Pair } from '@veilgrid/services/development';
import type { Access, Services } from '../town/services.js';
import type { Refusals } from './refusals.js';

const NAME = 'Transmission Operator';
/** 500.00 and 120.00 */
const PAID_IN = 50_000_000_000n;
const TAKEN_OUT = 12_000_000_000n;
/** Days that it is registered for. */
const DAYS = 365;

export interface Tso {
  readonly partyId: number;
  readonly encPk: Uint8Array;
  /** Its key by now. */
  readonly signer: PartySigner;
}

/** What it signs beside a role. */
export const coSignerOf =
  ({ signer, partyId }: Tso): CoSigner =>
  (draft) =>
    signer.sign(draft, partyId);

const newSigner = ({ genesis }: Access) => new PartySigner(ed25519Pair().secret, genesis);

const takeOut = ({ api }: Access, { signer, partyId }: Tso, value: bigint) =>
  signer.redeem(api, partyId, value, randomBytes(32));

/** @param today days since 1970-01-01 */
export async function registerTso(access: Access, services: Services, today: number): Promise<Tso> {
  const { total } = await access.api.parties({ query: { limit: 1 } });
  const partyId = FIRST_PARTY + total;
  const signer = newSigner(access);
  const encPk = x25519Pair().publicKey;
  const name = new TextEncoder().encode(NAME);
  const record = { sigPk: signer.sigPk, encPk, name, kinds: PARTY_KINDS.tso, until: today + DAYS };
  await services.signers.regulator.submit('registerParty', {
    fields: { partyId, ...record },
    coSigners: { party: (draft) => signer.sign(draft) },
  });
  await mintAccount(services.issuer, partyId, PAID_IN);
  const tso = { partyId, encPk, signer };
  await takeOut(access, tso, TAKEN_OUT);
  return tso;
}

/** By its old key and the new one; the old one then signs in vain. */
export async function changeKey(
  access: Access,
  { signers }: Services,
  tso: Tso,
  refusals: Refusals,
): Promise<Tso> {
  const { api, genesis } = access;
  const next = newSigner(access);
  const { partyId, encPk } = tso;
  const { name, kinds, until } = await fetchParty(access, partyId);
  const record = { sigPk: next.sigPk, encPk, name, kinds, until, lost: 0 };
  const draft = await draftOf(api, 'changeParty', { partyId, ...record, possession: new Uint8Array(64) });
  if (draft.kind === 'changeParty') draft.body.possession = next.possession(draft.body);
  const signed = [signers.regulator.sign(draft), tso.signer.sign(draft, partyId)];
  const unsigned = { draft, signatures: [] };
  const request = signed.reduce((so, by) => addSignature(genesis, so, by), unsigned as SigningRequest);
  await submitTx(api, genesis.profile, completeRequest(request));
  await refusals.expect("a party's old key after its change", 'SIGNATURE_INVALID', () =>
    takeOut(access, tso, 1n),
  );
  return { partyId, encPk, signer: next };
}

/** From then on it signs nothing but for the money that is its own. */
export async function endTso(access: Access, { signers }: Services, tso: Tso): Promise<void> {
  await signers.regulator.submit('endParty', { fields: { partyId: tso.partyId } });
  const { balance } = await access.api.party({ params: { partyId: tso.partyId } });
  await takeOut(access, tso, balance);
}
