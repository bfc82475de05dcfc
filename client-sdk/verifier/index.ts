export { openAggregate, verifyAggregate } from './aggregate.js';
export { type ChainHead, genesisHead, verifyBlock } from './chain.js';
export { createProofVerifier, type ProofClaim, type ProofVerifier } from './proof.js';
