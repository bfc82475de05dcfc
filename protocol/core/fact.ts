/**
 * What a node tells with proof: a transaction's inclusion, an entry of the log, headers. Each is believed by a
 * pinned genesis alone (client-sdk/verifier/fact.ts). protocol/core.md "Facts".
 */
import { z } from 'zod';
import { bytes, count } from './wire.js';

/** Headers (SSZ) in order, and what shows that the last of them is final (SSZ of Finality). */
export const FinalHeaders = z.object({ headers: z.array(bytes), finality: bytes });
export type FinalHeaders = z.output<typeof FinalHeaders>;

/** Headers lead from the one that the proof is under to one that is final. */
const proven = {
  index: count,
  /** Leaves of the tree. */
  size: count,
  /** 32 bytes each, from the leaf up. */
  path: z.array(bytes),
  ...FinalHeaders.shape,
};

/** A transaction under the txRoot of the first header. */
export const Fact = z.object({ tx: bytes, ...proven });
export type Fact = z.output<typeof Fact>;

/** An entry of the log under the logRoot of the first header, that of the block which wrote it. */
export const LogFact = z.object({ body: bytes, ...proven });
export type LogFact = z.output<typeof LogFact>;

/** Most that are answered at once: who asks for all of them around one does not say which it needs. */
export const MAX_FACTS = 16;
