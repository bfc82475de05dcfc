export { inputAt, outputAt } from '../prover/buffers';
export { sumOfProducts } from '../prover/direct';
export { batchBegin, batchCheck, batchProof, batchTail } from './batch';
export { endomorphism, multiples, pairings, tower } from './direct';
export { keyBegin, keyPoints } from './key';
