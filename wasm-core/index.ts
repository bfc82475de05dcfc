export { createHasher } from './src/hasher.js';
export { jsMatcher } from './src/js/matcher.js';
export type { BookSide, Matcher } from './src/matcher.js';
