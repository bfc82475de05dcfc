/** The household's part of enrolling or changing its connection point. */
import type { Point } from '@veilgrid/protocol/core/crypto/babyjub';
import { keyAHash, keyBHash, PointRecord } from '@veilgrid/protocol/core/points';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { type Draft, pointOf } from '@veilgrid/protocol/kinds';
import { signTx, type TxSignature, txDigest } from '@veilgrid/protocol/tx';
import type { WalletContext } from '../../wallet/context.js';
import type { AggregationKeys } from '../../wallet/keys.js';

/** What DSO and household agree on. Energy in Wh, `dayLimit` in money. */
export interface PointTerms {
  readonly position: number;
  readonly meterKey: Point;
  readonly importCap: number;
  readonly exportCap: number;
  readonly dayImportCap: number;
  readonly dayExportCap: number;
  readonly zone: number;
  readonly tariffId: number;
  readonly dayLimit: bigint;
  /** 1: the owner consents not to be hidden, as plants and garages may; default 0. */
  readonly open?: number;
}

type EnrolContext = Pick<WalletContext, 'hasher' | 'keys'>;

/**
 * The public record of a connection point, as its owner, the supplier, A and B sign it. protocol/core.md "Connection point".
 * @param epoch 0 at enrolment, one more at every rotation of kA and kB
 */
export function pointRecord({ hasher, keys }: EnrolContext, terms: PointTerms, epoch: number): PointRecord {
  const { meterKey, ...rest } = terms;
  const { kA, kB } = keys.aggregationKeys(terms.position, epoch);
  return {
    open: 0,
    ...rest,
    ownerPk: keys.ownerPk,
    ownerSigPk: keys.signPk,
    meterAx: meterKey.x,
    meterAy: meterKey.y,
    keyAHash: keyAHash(hasher, kA),
    keyBHash: keyBHash(hasher, kB),
  };
}

/**
 * The owner's signature, given only to exactly the record it agreed to.
 * @throws ProtocolError SIGNATURE_UNEXPECTED for anything else
 */
export function signPoint(
  { genesis, keys }: Pick<WalletContext, 'genesis' | 'keys'>,
  agreed: PointRecord,
  draft: Draft,
): TxSignature {
  const point = pointOf(draft);
  ensure(point !== undefined, 'SIGNATURE_UNEXPECTED', { kind: draft.kind });
  const { sequence: _, ...record } = point;
  ensure(PointRecord.equals(record, agreed), 'SIGNATURE_UNEXPECTED', {
    field: 'body',
    reason: 'not as agreed',
  });
  return signTx('owner', txDigest(genesis.profile, genesis.chainId, draft), keys.signSecret);
}

/** A century of monthly rotations. */
const MAX_EPOCH = 1200;

/** The keys a point was enrolled with, found again from the seed by their hashes. @throws ProtocolError AGGREGATION_KEY_MISMATCH */
export function aggregationKeysOf(ctx: EnrolContext, point: PointRecord): AggregationKeys {
  const pair = ctx.keys.aggregationKeys(point.position, aggregationEpochOf(ctx, point));
  ensure(keyBHash(ctx.hasher, pair.kB) === point.keyBHash, 'AGGREGATION_KEY_MISMATCH', { field: 'keyBHash' });
  return pair;
}

/** How often the point's keys were changed. @throws ProtocolError AGGREGATION_KEY_MISMATCH */
export function aggregationEpochOf({ hasher, keys }: EnrolContext, point: PointRecord): number {
  for (let epoch = 0; epoch < MAX_EPOCH; epoch++) {
    if (keyAHash(hasher, keys.aggregationKeys(point.position, epoch).kA) === point.keyAHash) return epoch;
  }
  throw fail('AGGREGATION_KEY_MISMATCH', { field: 'keyAHash', position: point.position });
}
