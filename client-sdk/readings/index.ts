/** People's own data in: files of readings, read strictly, and conversions with stated rules. */
export { type Converted, type ConvertOptions, convertReadings, type Interval } from './convert.js';
export { dateOf } from './days.js';
export { readFileBounded } from './file.js';
export { DataError, type Issue, issuesText, issueText, MAX_ISSUES } from './issues.js';
export { parseReadings, type ReadingsFile, type ReadingsOptions } from './parse.js';
export { offsetMinutes } from './timestamp.js';
