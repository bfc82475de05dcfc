export { createHasher } from './src/hasher.js';
export { jsMatcher } from './src/js/matcher.js';
export { type BookSide, type Cell, fillOf, type Matcher, type PeriodClearing } from './src/matcher.js';
