/** Several nodes: one that shows a history of its own has two final headers of one height against it. */
import { equalBytes } from '@noble/curves/utils.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { BlockHeader } from '@veilgrid/protocol/core/block';
import type { FinalHeaders } from '@veilgrid/protocol/core/fact';
import { ensure, fail, ProtocolError } from '@veilgrid/protocol/errors';
import type { Api } from '@veilgrid/protocol/routes';
import { evidenceOf } from '../verifier/equivocation.js';
import { verifyHeaders, verifyHeadersAt } from '../verifier/fact.js';
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
  for (const { peer, top } of await heard(ctx)) {
    const newestOfBoth = top < heightOf(head) ? await headerAt(ctx, ctx.api, top) : head;
    for (const ours of [...finals, newestOfBoth]) {
      await compare(ctx, store, ours, () => headerAt(ctx, peer, heightOf(ours)));
    }
  }
}

/**
 * The same for what notes are spent under, by time: the node chooses the height that it shows for one.
 * @param at Unix seconds
 * @param ours the header after the last one up to then; it points back to that one
 * @throws ProtocolError EQUIVOCATION; FACT_INVALID where two nodes have another block there
 */
export async function ensureOneNoteRoot(
  ctx: Asking,
  store: TxStore,
  at: bigint,
  ours: FinalHeaders,
): Promise<void> {
  for (const { peer } of await heard(ctx)) await compare(ctx, store, ours, () => followerOf(ctx, peer, at));
}

const heightOf = ({ headers }: FinalHeaders) => BlockHeader.deserialize(headers[0]!).height;

/** Those that answer, with their newest height. @throws ProtocolError what the last one said where none does */
async function heard(ctx: Asking): Promise<{ readonly peer: Api; readonly top: bigint }[]> {
  const { peers = [] } = ctx;
  const answers = await Promise.all(peers.map((peer) => asked(() => newest(ctx, peer))));
  const those = answers.flatMap((answer, i) =>
    answer instanceof ProtocolError ? [] : [{ peer: peers[i]!, top: answer }],
  );
  if (those.length === 0 && peers.length > 0) throw answers.at(-1);
  return those;
}

/** @throws ProtocolError EQUIVOCATION; FACT_INVALID where they are not of one height, which shows nobody's fault */
async function compare(
  { genesis }: Asking,
  store: TxStore,
  ours: FinalHeaders,
  ask: () => Promise<FinalHeaders>,
): Promise<void> {
  const theirs = await asked(ask);
  if (theirs instanceof ProtocolError || equalBytes(ours.headers[0]!, theirs.headers[0]!)) return;
  const height = heightOf(ours);
  ensure(height === heightOf(theirs), 'FACT_INVALID', { field: 'height', fact: 'noteRoot' });
  const name = `equivocation-${height}.json`;
  await store.keep(name, utf8ToBytes(JSON.stringify(evidenceOf(genesis, ours, theirs), null, 2)));
  throw fail('EQUIVOCATION', { height: String(height), kept: name });
}

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

/** @throws ProtocolError FACT_INVALID */
async function followerOf({ genesis }: Asking, node: Api, at: bigint): Promise<FinalHeaders> {
  const { headers, finality } = await node.headers({ query: { at: Number(at) } });
  ofFact('noteRoot', () => verifyHeadersAt(genesis, at, { headers, finality }));
  return { headers: headers.slice(1), finality };
}

async function asked<T>(ask: () => Promise<T>): Promise<T | ProtocolError> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ProtocolError) return error;
    throw error;
  }
}
