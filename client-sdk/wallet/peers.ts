/** Several nodes: one that shows a history of its own has two final headers of one height against it. */
import { equalBytes } from '@noble/curves/utils.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { BlockHeader } from '@veilgrid/protocol/core/block';
import type { FinalHeaders } from '@veilgrid/protocol/core/fact';
import { ensure, fail, ProtocolError } from '@veilgrid/protocol/errors';
import type { Api } from '@veilgrid/protocol/routes';
import { evidenceOf } from '../verifier/equivocation.js';
import { verifyHeaders } from '../verifier/fact.js';
import { ofFact } from '../verifier/signedFact.js';
import type { WalletContext } from './context.js';
import type { TxStore } from './txStore.js';

type Asking = Pick<WalletContext, 'api' | 'genesis' | 'peers'>;

/**
 * Asks the wallet's other nodes for the headers of the heights that it is about to rely on, and for the newest that
 * both have. Held against them is what the wallet's own node has shown, not what it says when it is asked again: to
 * that it could answer as everybody does. What a node does not answer says nothing, as long as one of them answers.
 * @param finals final headers that the wallet's own node has shown, one each
 * @param head the newest of them
 * @throws ProtocolError EQUIVOCATION with the name under which both headers are kept; what the last node said where
 *   none of them answers; FACT_INVALID
 */
export async function ensureOneHistory(
  ctx: Asking,
  store: TxStore,
  finals: readonly FinalHeaders[],
  head: FinalHeaders,
): Promise<void> {
  const { api, peers = [] } = ctx;
  const answers = await Promise.all(peers.map((peer) => asked(() => newest(ctx, peer))));
  const heard = answers.flatMap((answer, i) =>
    answer instanceof ProtocolError ? [] : [{ peer: peers[i]!, top: answer }],
  );
  if (heard.length === 0 && peers.length > 0) throw answers.at(-1);
  for (const { peer, top } of heard) {
    const newestOfBoth = top < heightOf(head) ? await headerAt(ctx, api, top) : head;
    for (const ours of [...finals, newestOfBoth]) {
      const height = heightOf(ours);
      const theirs = await asked(() => headerAt(ctx, peer, height));
      if (theirs instanceof ProtocolError) continue;
      if (equalBytes(ours.headers[0]!, theirs.headers[0]!)) continue;
      const name = `equivocation-${height}.json`;
      await store.keep(name, utf8ToBytes(JSON.stringify(evidenceOf(ctx.genesis, ours, theirs), null, 2)));
      throw fail('EQUIVOCATION', { height: String(height), kept: name });
    }
  }
}

const heightOf = ({ headers }: FinalHeaders) => BlockHeader.deserialize(headers[0]!).height;

async function newest({ genesis }: Asking, node: Api): Promise<bigint> {
  const answer = await node.headers({});
  return ofFact('head', () => verifyHeaders(genesis, answer)).at(-1)!.height;
}

/** @throws ProtocolError FACT_INVALID */
async function headerAt({ genesis }: Asking, node: Api, height: bigint): Promise<FinalHeaders> {
  const answer = await node.headers({ query: { from: Number(height), limit: 1 } });
  ofFact('header', () => {
    const [header, ...rest] = verifyHeaders(genesis, answer);
    ensure(header!.height === height && rest.length === 0, 'FACT_INVALID', { field: 'height' });
  });
  return answer;
}

async function asked<T>(ask: () => Promise<T>): Promise<T | ProtocolError> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ProtocolError) return error;
    throw error;
  }
}
