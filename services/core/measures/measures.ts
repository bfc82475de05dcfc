/** The DSO's network assets and what their meters say of a day. docs/protocol/core/measures.md. */
import { verifyEd25519 } from '@veilgrid/protocol/core/crypto/ed25519';
import { isOver } from '@veilgrid/protocol/core/days';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { isZero } from '@veilgrid/protocol/core/isZero';
import { quarterDays } from '@veilgrid/protocol/core/measures/asset';
import {
  ACT_WITHDRAW,
  isNet,
  isPeakStep,
  type MeasuredBody,
  type MeasuredPeakBody,
  measuredDigest,
} from '@veilgrid/protocol/core/measures/measured';
import { ensure } from '@veilgrid/protocol/errors';
import type { Follower } from '../follower/follower.js';
import type { CoSigner, RoleSigner } from '../roleSigner.js';
import type { SecretStore } from '../secrets.js';
import { restoredAt } from '../sets/setRecords.js';
import { assetOn, ensureHides, ensurePeakHides, type Followed, type MeasureBook } from './ensureHides.js';
import { keepShown, shownTotals } from './shownTotals.js';

export interface MeasuresContext {
  readonly genesis: Genesis;
  readonly signer: RoleSigner;
  readonly secrets: SecretStore;
  readonly follower: Pick<Follower<MeasureBook>, 'catchUp'>;
}

/**
 * Signs for the DSO. What a node refuses it has seen, and may keep: nothing is signed that final blocks, and what was
 * signed before, do not allow.
 */
export class Measures {
  readonly #ctx: MeasuresContext;
  /** One after the other: each counts what the one before has shown. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(ctx: MeasuresContext) {
    this.#ctx = ctx;
  }

  /**
   * @throws ProtocolError SIGNATURE_UNEXPECTED, SIGNATURE_INVALID (the meter's), VALUE_OUT_OF_RANGE, SET_UNVERIFIED;
   * ALREADY_SIGNED of days of which a folder that is an old copy knows too little
   */
  readonly coSigner: CoSigner = (draft) => {
    const run = this.#last.then(async () => {
      if (draft.kind === 'measured') await this.#checkMeasured(draft.body);
      else if (draft.kind === 'measuredPeak') await this.#checkPeak(draft.body);
      else ensure(draft.kind === 'networkAsset', 'SIGNATURE_UNEXPECTED', { role: 'dso', kind: draft.kind });
      return this.#ctx.signer.sign(draft);
    });
    this.#last = run.catch(() => {});
    return run;
  };

  async #checkMeasured(body: MeasuredBody): Promise<void> {
    if (body.act === ACT_WITHDRAW) return ensureShowsNothing(body);
    const { genesis, secrets } = this.#ctx;
    const { assetId, day, meterOwner } = body;
    const followed = await this.#follow();
    const asset = assetOn(followed.book, assetId, day);
    ensure(meterOwner === asset.meterOwner, 'VALUE_OUT_OF_RANGE', { field: 'meterOwner' });
    ensure(isNet(body), 'VALUE_OUT_OF_RANGE', { field: 'exports' });
    const digest = measuredDigest(genesis.profile, genesis.chainId, body);
    const signed = asset.metered && verifyEd25519(digest, body.signature, asset.meterKey);
    ensure(signed, 'SIGNATURE_INVALID', { field: 'signature' });
    await ensureRemembered(secrets, day);
    ensureHides(followed, assetId, day, await shownTotals(secrets, day));
    await keepShown(secrets, assetId, day);
  }

  /** By the rating that final blocks show: a smaller one would make the peak exact. */
  async #checkPeak({ assetId, year, quarter, importW, exportW }: MeasuredPeakBody): Promise<void> {
    const days = quarterDays(year, quarter);
    const followed = await this.#follow();
    const { ratingImport, ratingExport } = assetOn(followed.book, assetId, days.to - 1);
    ensure(isPeakStep(importW, ratingImport), 'SET_UNVERIFIED', { field: 'importW', reason: 'not a step' });
    ensure(isPeakStep(exportW, ratingExport), 'SET_UNVERIFIED', { field: 'exportW', reason: 'not a step' });
    ensurePeakHides(followed, assetId, days);
  }

  async #follow(): Promise<Followed> {
    const { head, book } = await this.#ctx.follower.catchUp();
    return { book, time: head.time };
  }
}

/** Of a withdrawal nothing is seen that was not. */
function ensureShowsNothing({ imports, exports }: MeasuredBody): void {
  ensure(isZero([...imports, ...exports]), 'VALUE_OUT_OF_RANGE', { field: 'imports' });
}

/** Which totals of a day an old copy of the folder signed before it was restored, it does not know. */
async function ensureRemembered(secrets: SecretStore, day: number): Promise<void> {
  const restored = await restoredAt(secrets);
  ensure(restored === undefined || !isOver(day, restored), 'ALREADY_SIGNED', { field: 'restored' });
}
