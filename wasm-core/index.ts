export type { BookSide, Matcher } from './src/book.js';
export { fromBytes, toBytes, WasmContext } from './src/context.js';
export { createHasher } from './src/hasher.js';
export { jsMatcher } from './src/js/matcher.js';
export { createMatcher, WasmMatcher } from './src/matcher.js';
export { HashPool } from './src/pool.js';
export { appendLeaves, WasmTree8 } from './src/tree.js';
