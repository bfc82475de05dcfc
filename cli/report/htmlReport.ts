import type { Run } from '../demo/report.js';
export function htmlReport(run: Run): string {
  return String(run.seconds);
}
