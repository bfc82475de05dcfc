/** People's own data in: files of readings, read strictly, and conversions with stated rules. */

export { dateOf } from './days.js';
export { readFileBounded } from './file.js';
export { DataError, type Issue, issueText, MAX_ISSUES } from './issues.js';
export { parseReadings, type ReadingsFile, type ReadingsOptions } from './parse.js';
