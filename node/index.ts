export type { NodeOptions } from './config.js';
export { type RunningNode, startNode } from './main.js';
export { type ReplayOptions, type ReplayProgress, type ReplayReport, replayLedger } from './replay.js';
