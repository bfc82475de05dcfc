/** People's own data in: files of readings, read strictly, and conversions with stated rules. */

export { readFileBounded } from '../../csv/file.js';
export { DataError, type Issue, issuesText, issueText, MAX_ISSUES } from '../../csv/issues.js';
export { type Converted, type ConvertOptions, convertReadings, type Interval } from './convert.js';
export { dateOf } from './days.js';
export { parseReadings, type ReadingsFile, type ReadingsOptions } from './parse.js';
export { offsetMinutes } from './timestamp.js';
