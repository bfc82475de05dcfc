/**
 * One process a folder. Every process that wants it first puts down a file whose name says who it is, and only then
 * looks for others: of two that come at once, at least one sees the other. Relies on process ids and start times, so
 * on processes of one machine (one container) and on a folder that none shares over a network.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensure, hasCode } from '@veilgrid/protocol/errors';

const NAME = /^lock-(\d{1,10})-(\d{1,20})-[0-9a-f]{16}$/;

/**
 * @returns how to give it back; a killed process need not
 * @throws ProtocolError STORE_LOCKED with the process that holds it
 */
export function lockFolder(dir: string): () => void {
  const ours = `lock-${process.pid}-${startOf(process.pid) ?? 0}-${randomBytes(8).toString('hex')}`;
  closeSync(openSync(join(dir, ours), 'wx', 0o600));
  const release = () => rmSync(join(dir, ours), { force: true });
  try {
    for (const name of readdirSync(dir)) {
      const [, pid, start] = NAME.exec(name) ?? [];
      if (pid === undefined || name === ours) continue;
      ensure(!runs(Number(pid), start!), 'STORE_LOCKED', { field: 'dataDir', dir, process: Number(pid) });
      rmSync(join(dir, name), { force: true });
    }
  } catch (error) {
    release();
    throw error;
  }
  return release;
}

/** Whether the very process runs that took the lock, not a later one of its number. */
function runs(pid: number, start: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Another user's process runs too.
    if (!hasCode(error, 'EPERM')) return false;
  }
  const now = startOf(pid);
  return now === undefined || now === start;
}

/** When a process began, in the kernel's ticks; 'ended' for one that waits to be reaped; undefined off Linux. */
function startOf(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // The name of the program, in brackets, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? 'ended' : fields[19];
}
