/**
 * What anybody can check without keys or a node of one's own: blocks and their chain, proofs, published sums.
 * @module
 */

export { type ChainHead, genesisHead, verifyBlock } from './chain.js';
export { type LogKey, verifyFact, verifyHeaders, verifyHeadersAt, verifyLogFact } from './fact.js';
export { openPublication, verifyPublication } from './market/publication.js';
export { createProofVerifier, type ProofClaim, type ProofVerifier } from './proof.js';
