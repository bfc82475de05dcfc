export type { NodeOptions } from './config.js';
export { type RunningNode, startNode } from './main.js';
export { type AuditOptions, type AuditProgress, type AuditReport, auditLedger } from './replay.js';
