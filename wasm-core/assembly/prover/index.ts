export { inputAt, outputAt } from '../curve/buffers';
export { sumOfProducts, transformScalars } from './direct';
export { tableBegin, tableMultiples } from './fixedBaseMultiples';
export { keyBegin, keyPoints, keyTerms } from './key';
export {
  proveBegin,
  proveCombine,
  proveEnd,
  proveQuotient,
  proveScalars,
  proveSums,
  proveTransforms,
  transformsAt,
} from './prove';
export { transformsSize } from './quotient';
