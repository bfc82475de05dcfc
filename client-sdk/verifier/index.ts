/**
 * What anybody can check without keys or a node of one's own: blocks and their chain, proofs, published sums.
 * @module
 */

export { type ChainHead, genesisHead, verifyBlock } from './chain.js';
export { chainProofs } from './chainProofs.js';
export {
  type AnswerVerifier,
  type VerifiedAnswer,
  verifyAnswer,
} from './disclosure/answer.js';
export type { Answered, ShownDay, SumAnswer } from './disclosure/answered.js';
export type {
  AnswerFacts,
  AuctionEvidence,
  ShownAnswerFacts,
  ShownReadings,
} from './disclosure/answerFacts.js';
export type { Received } from './disclosure/answerShape.js';
export { type ChainFacts, chainSignals } from './disclosure/chainSignals.js';
export { type ShownConsent, verifyConsent } from './disclosure/consent.js';
export {
  type PurposeFacts,
  type ShownPurpose,
  verifyPurpose,
  verifyRecipientKey,
} from './disclosure/purpose.js';
export {
  isReceiptOf,
  logRoot,
  receiptProof,
  receiptState,
  verifyReceipts,
} from './disclosure/receipts.js';
export { type ShownSet, verifySet, type ZoneFigure, zoneFigure } from './disclosure/zoneDay.js';
export { evidenceOf, verifyEvidence } from './equivocation.js';
export { type LogKey, verifyFact, verifyHeaders, verifyHeadersAt, verifyLogFact } from './fact.js';
export { type NeedList, verifyList } from './flexibility/baseline.js';
export { verifyReference } from './flexibility/factors.js';
export {
  type NeedFacts,
  type NeedOpening,
  type NeedOutcome,
  type ReleasedBook,
  verifyCalls,
  verifyNeed,
  verifyNeedBook,
  verifyNeedOutcome,
  verifyRelease,
} from './flexibility/need.js';
export { verifyHead } from './head.js';
export {
  type AuctionFacts,
  type Opening,
  type Outcome,
  type TrustedChain,
  verifyOpening,
  verifyOutcome,
  verifyTerms,
} from './market/auction.js';
export { type Clearing, verifyClearing } from './market/clearing.js';
export {
  type OpenedSet,
  openPublication,
  type RoleOpenings,
  verifyPublication,
} from './market/publication.js';
export { createProofVerifier, type ProofClaim, type ProofVerifier, type VerifyMany } from './proof.js';
export { type SignedFact, verifySignedFact } from './signedFact.js';
