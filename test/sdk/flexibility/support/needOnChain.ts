/** A need on a chain over HTTP: what its roles do until it is cleared, at witness level. */
import { submitTx } from '@veilgrid/client-sdk/client/submit';
import { unpackOrder } from '@veilgrid/protocol/core/books/cells';
import { clearCircuitInputs, clearSignals } from '@veilgrid/protocol/core/books/clear';
import { closeCircuitInputs, closeSignals } from '@veilgrid/protocol/core/books/close';
import { publishedResult } from '@veilgrid/protocol/core/books/result';
import { openOrder } from '@veilgrid/protocol/core/books/sealed';
import { fold } from '@veilgrid/protocol/core/lists';
import { needIdOf, stepCells, stepCommitments } from '@veilgrid/protocol/flexibility/need';
import { type Bodies, type Draft, signersOf } from '@veilgrid/protocol/kinds';
import { MIN_GROUP } from '@veilgrid/protocol/params';
import { provenBytes } from '@veilgrid/protocol/prover';
import type { AuthorityRole } from '@veilgrid/protocol/roles';
import type { Tx } from '@veilgrid/protocol/tx';
import { clearingBatches } from '@veilgrid/services/core/books/clearingBatches';
import { jsMatcher } from '@veilgrid/wasm-core';
import type { TestChain } from '../../../services/support/chain.js';
import { moveTo } from '../../../services/support/market.js';
import { needBody, needSecrets } from '../../../state/support/flexibility/terms.js';
import { hasher } from '../../../state/support/hasher.js';
import { K, PROFILE } from '../../../state/support/profile.js';
import { share } from '../../../state/support/terms.js';

type RoleKind = 'publishArea' | 'openNeed' | 'callNeed' | 'releaseShare';

/** Signed by all roles that must. */
export async function sendSigned<K extends RoleKind>(
  { api, signers }: TestChain,
  kind: K,
  fields: Omit<Bodies[K], 'sequence'>,
): Promise<void> {
  const [role] = signersOf({ kind, body: fields } as unknown as Draft) as [AuthorityRole];
  const { sequence } = await api.sequence({ params: { role } });
  const draft = { kind, body: { ...fields, sequence } } as unknown as Draft;
  const signatures = signersOf(draft).map((each) => signers[each as AuthorityRole].sign(draft));
  await submitTx(api, PROFILE, { ...draft, proofs: new Uint8Array(), signatures } as Tx);
}

/** @param days of the need's day, after the first */
export async function openNeed(chain: TestChain, days: number) {
  const terms = needBody(days);
  const { chainId } = chain.genesis;
  const needId = needIdOf(hasher, chainId, terms);
  const { operatorSecret, regulatorSecret } = needSecrets(terms);
  const body = {
    ...terms,
    operatorShare: share('operator', needId, operatorSecret, chainId),
    regulatorShare: share('regulator', needId, regulatorSecret, chainId),
  };
  await sendSigned(chain, 'openNeed', body);
  return { body, needId };
}

export type OpenedNeed = Awaited<ReturnType<typeof openNeed>>;

/** From the gate to the close of its book. */
export async function finish(chain: TestChain, { body, needId }: OpenedNeed): Promise<void> {
  const { api, genesis, prover, signers } = chain;
  const { params } = genesis;
  await moveTo(chain, body.gate);
  const { operatorSecret, regulatorSecret } = needSecrets(body);
  const sealed = (await api.offers({ params: { needId } })).items;
  const steps = stepCommitments(hasher, needId, body.steps);
  const list = [...steps, ...sealed.map(({ c }) => c)];
  const named = { count: list.length, fold: list.reduce((f, c) => fold(hasher, f, c), needId) };
  await sendSigned(chain, 'releaseShare', { auctionId: needId, scalar: regulatorSecret, ...named });
  const offers = sealed.map(({ c, ct, ephemeralX: x, ephemeralY: y }) => {
    const opened = openOrder(hasher, operatorSecret + regulatorSecret, needId, { ephemeral: { x, y }, ct });
    return { c, cells: unpackOrder(opened.words, K)!, inner: opened.inner };
  });
  const buys = body.steps.map((step, s) => ({ c: steps[s]!, cells: stepCells(step), inner: BigInt(s + 1) }));
  const orders = [...buys, ...offers];
  const periods = jsMatcher.clearDay(
    orders.map(({ cells }) => cells),
    K,
  );
  const batches = clearingBatches(hasher, params, {
    auctionId: needId,
    secret: operatorSecret,
    orders,
    periods,
  });
  const { operator } = signers;
  const actions = batches.map((batch) => ({
    fields: { auctionId: needId, batch: batch.index, stateOut: batch.stateOut },
    prove: (sent: Parameters<typeof clearSignals>[0], context: bigint) => {
      const first = batch.index === 0;
      const witness = { ...batch, context, auctionId: needId, first, saltOut: batch.after.salt, periods };
      return provenBytes(
        prover,
        'clear',
        clearCircuitInputs(params, witness),
        clearSignals(sent, context, batch),
      );
    },
  }));
  await operator.submitAll('clear', actions);
  const { after, stateOut } = batches.at(-1)!;
  const group = { minGroup: MIN_GROUP + body.steps.length, hides: 1 };
  const { enough, p, lambdaBuy, lambdaSell, ...rest } = publishedResult(periods, after.count, group);
  await operator.submit('close', {
    fields: {
      ...{ auctionId: needId, ...rest, enough: enough ? 1 : 0 },
      ...{ p: [...p], lambdaBuy: [...lambdaBuy], lambdaSell: [...lambdaSell] },
    },
    prove: (sent, context) => {
      const witness = { context, auctionId: needId, state: after, commitment: stateOut, ...group, periods };
      const signals = closeSignals(sent, context, { state: stateOut, ...group });
      return provenBytes(prover, 'close', closeCircuitInputs(witness), signals);
    },
  });
}
