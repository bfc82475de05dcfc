/**
 * What anybody can check without keys or a node of one's own: blocks and their chain, proofs, published sums.
 * @module
 */
export { openAggregate, verifyAggregate } from './aggregate.js';
export { type ChainHead, genesisHead, verifyBlock } from './chain.js';
export { createProofVerifier, type ProofClaim, type ProofVerifier } from './proof.js';
