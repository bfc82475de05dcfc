export { inputAt, outputAt } from '../curve/buffers';
export { sumOfProducts } from '../prover/direct';
export { batchBegin, batchProof, batchTail } from './batch';
export { batchCheck } from './check';
export { endomorphism, multiples, pairings, tower } from './direct';
export { keyBegin, keyPoints } from './key';
