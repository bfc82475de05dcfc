export { inputAt, outputAt } from './buffers';
export { sumOfProducts, transformScalars } from './direct';
export { keyBegin, keyPoints, keyTerms } from './key';
export { prove, proveBegin, proveEnd, proveScalars } from './prove';
