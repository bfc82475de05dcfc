/**
 * An answer from days and what opens them: the owner's, or the recipient's secret, by which it could have been made as
 * well. docs/protocol/disclosure.md "Answer".
 */
import { hasBit } from '@veilgrid/protocol/core/bits';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import type { MerklePath } from '@veilgrid/protocol/core/crypto/tree';
import { packReadings, type Reading } from '@veilgrid/protocol/core/readings';
import type { Answer, UnprovenAnswer } from '@veilgrid/protocol/disclosure/answer';
import { askedDay, sumBounds, type ZoneDay } from '@veilgrid/protocol/disclosure/compile';
import {
  type AskedDay,
  type ChainLink,
  chainState,
  discloseCircuitInputs,
  discloseSignals,
  weighed,
} from '@veilgrid/protocol/disclosure/disclose';
import { type Request, requestDigest } from '@veilgrid/protocol/disclosure/request';
import { provenBytes } from '@veilgrid/protocol/prover';
import { chainSignals, claimedOf } from '../verifier/disclosure/chainSignals.js';
import { randomElement } from '../wallet/random.js';
import type { RecipientContext } from './recipientKey.js';

/** Proofs that are asked for at a time: more than a machine makes, few enough to hold what goes into them. */
const AT_ONCE = 16;

/** What makes proofs of a ledger. */
export type Proving = Pick<RecipientContext, 'genesis' | 'hasher' | 'prover'>;

/** What opens a day: its owner's keys and where its reading stands, or the recipient's secret alone. */
export interface DayOpening {
  readonly sk: bigint;
  readonly point: bigint;
  readonly path: MerklePath;
  /** 1n: the owner's; 0n: made with `v`. */
  readonly real: bigint;
  readonly v: bigint;
}

/** A day that an answer is of. */
export interface AnswerDay {
  readonly day: number;
  readonly auctionId: bigint;
  readonly status: number;
  /** The frozen root of the auction's readings. */
  readonly root: bigint;
  /** K */
  readonly readings: readonly Reading[];
  readonly opening: DayOpening;
}

/** A chain to be: which questions it answers, and in which brackets. */
export interface PlannedChain {
  readonly questions: readonly number[];
  readonly claims: readonly number[];
  /** The zone's figure of each day, where it compares. */
  readonly zone?: readonly ZoneDay[];
}

/** All that an answer says. */
export interface PlannedAnswer {
  readonly consentId: Uint8Array;
  readonly n: bigint;
  readonly subject: bigint;
  readonly position: number;
  readonly named: boolean;
  readonly gaps: readonly number[];
  /** In order, without the gaps. */
  readonly days: readonly AnswerDay[];
  readonly chains: readonly PlannedChain[];
}

/**
 * Proves what is planned; claims must be true of the days' readings.
 * @param recipientKey 0n where the request is not designated
 * @throws ProtocolError SIGNALS_CHANGED; the prover's own error where a claim is false
 */
export async function proveAnswer(
  { genesis, hasher, prover }: Proving,
  request: Request,
  { consentId, n, subject, position, named, gaps, days, chains }: PlannedAnswer,
  recipientKey: bigint,
): Promise<Answer> {
  const { params } = genesis;
  const planned = chains.map((chain) => {
    const claimed = claimedOf(request, { questions: [...chain.questions], claims: [...chain.claims] });
    const asked = days.map(({ day }) => askedDay(params, claimed, day - request.fromDay));
    let sum = 0n;
    const links = days.map(({ readings }, i): ChainLink => {
      sum += weighed(readings, asked[i]!);
      return { salt: randomElement(), sum, position: BigInt(position) };
    });
    return { chain, claimed, asked, links, sum };
  });
  const unproven: UnprovenAnswer = {
    ...{ requestDigest: requestDigest(request), consentId, n, subject },
    shown: named ? BigInt(position) + 1n : 0n,
    gaps: [...gaps],
    chains: planned.map(({ chain, claimed, asked, links, sum }) => {
      const { low, high } = sumBounds(claimed, sum, chain.zone);
      return {
        questions: [...chain.questions],
        claims: [...chain.claims],
        low: mod(low),
        high: mod(high),
        steps: days.map(({ auctionId, day, status, readings }, i) => ({
          ...{ auctionId, day, status },
          stateOut: chainState(hasher, links[i]!),
          readings: shownReadings(readings, asked[i]!),
        })),
      };
    }),
  };
  const roots = days.map(({ root }) => root);
  /** Made as they are taken. */
  function* steps() {
    for (const [c, { chain, links }] of planned.entries()) {
      const facts = { recipientKey, roots, ...(chain.zone && { zone: chain.zone }) };
      for (const [i, signals] of chainSignals(genesis, request, unproven, c, facts).entries())
        yield { c, i, links, signals };
    }
  }
  const proofs = planned.map((): Uint8Array[] => []);
  const rest = steps();
  // A loop that fails ends what the others would take next.
  const proving = Array.from({ length: AT_ONCE }, async () => {
    for (const { c, i, links, signals } of rest) {
      const { readings, opening } = days[i]!;
      const inputs = discloseCircuitInputs({
        ...{ signals, position, readings, ...opening },
        before: links[i - 1] ?? { salt: 0n, sum: 0n, position: 0n },
        saltOut: links[i]!.salt,
      });
      proofs[c]![i] = await provenBytes(prover, 'disclose', inputs, discloseSignals(signals));
    }
  });
  await Promise.all(proving);
  const proven = unproven.chains.map((chain, c) => ({
    ...chain,
    steps: chain.steps.map((step, i) => ({ ...step, proof: proofs[c]![i]! })),
  }));
  return { ...unproven, chains: proven };
}

/** The chosen values where they stand in a day, zeros elsewhere; none where nothing is chosen. */
function shownReadings(
  readings: readonly Reading[],
  { selectImport, selectExport }: Pick<AskedDay, 'selectImport' | 'selectExport'>,
): bigint[] {
  if ((selectImport | selectExport) === 0n) return [];
  const chosen = (mask: bigint, k: number, value: number) => (hasBit(mask, k) ? value : 0);
  return packReadings(
    readings.map(({ imported, exported }, k) => ({
      imported: chosen(selectImport, k, imported),
      exported: chosen(selectExport, k, exported),
    })),
  );
}
