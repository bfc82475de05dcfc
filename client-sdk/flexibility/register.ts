/** The household's part of entering the register of flexible points. docs/protocol/flexibility.md, flexEnrol. */
import { pointCommitment } from '@veilgrid/protocol/core/points';
import { ensure } from '@veilgrid/protocol/errors';
import { CAPABILITY_BOUND, flexLeaf } from '@veilgrid/protocol/flexibility/register';
import { addSignature, draftOf, type SigningRequest } from '@veilgrid/protocol/request';
import { signTx, txDigest } from '@veilgrid/protocol/tx';
import { fetchPointChanges, ownPoint, pinnedBy } from '../core/points/points.js';
import type { Work } from '../core/work.js';
import type { WalletContext } from '../wallet/context.js';
import { type FlexOpening, keepOpening } from './opening.js';

/** What DSO and household agree on. */
export interface FlexTerms {
  /** May be left out by a wallet with a single point. */
  readonly position?: number;
  /** Feeder or substation. */
  readonly place: number;
  /** Wh a half hour, the most that may be accepted to turn down and to turn up. */
  readonly capDown: number;
  readonly capUp: number;
  /** An aggregator's H(KEY, sk), if one offers for the household. */
  readonly offerPk?: bigint;
  /** Owner of payments, if that is not the household. */
  readonly payPk?: bigint;
}

/** What the household hands to its DSO. */
export interface FlexRequest {
  /** With the owner's signature. */
  readonly request: SigningRequest;
  /** Which the DSO holds against the point before it signs. */
  readonly opening: FlexOpening;
}

/**
 * The opening is kept where there is a store. Where the DSO has signed something else meanwhile, its sequence has moved
 * on, and the household asks again: blinds are of one transaction each.
 * @throws ProtocolError POSITION_EMPTY, VALUE_OUT_OF_RANGE
 */
export async function makeFlexRequest(work: Work, terms: FlexTerms): Promise<FlexRequest> {
  const { ctx } = work;
  const { hasher, genesis, keys, api } = ctx;
  const changes = await fetchPointChanges(ctx);
  const point = ownPoint(ctx, pinnedBy({ pointChanges: changes.length }, changes), terms.position);
  const most = Math.min(CAPABILITY_BOUND - 1, point.importCap + point.exportCap);
  for (const field of ['capDown', 'capUp'] as const) {
    const within = Number.isInteger(terms[field]) && terms[field] >= 0 && terms[field] <= most;
    ensure(within, 'VALUE_OUT_OF_RANGE', { field, most });
  }
  const { sequence } = await api.sequence({ params: { role: 'dso' } });
  const opening = openingOf(ctx, pointCommitment(hasher, point), point.position, sequence, terms);
  const leaf = flexLeaf(hasher, opening);
  const body = { position: point.position, leaf, ownerSigPk: keys.signPk };
  const draft = await draftOf(api, 'flexEnrol', body, sequence);
  const signature = signTx('owner', txDigest(genesis.profile, genesis.chainId, draft), keys.signSecret);
  await keepOpening(hasher, work.store, opening);
  return { request: addSignature(genesis, { draft, signatures: [] }, signature), opening };
}

function openingOf(
  { keys }: Pick<WalletContext, 'keys'>,
  point: bigint,
  position: number,
  sequence: bigint,
  { place, capDown, capUp, offerPk = keys.ownerPk, payPk = keys.ownerPk }: FlexTerms,
): FlexOpening {
  const blind = keys.flexBlind(position, sequence);
  return { position, sequence, point, offerPk, payPk, place, capDown, capUp, blind };
}
