import { open, readFile, rm } from 'node:fs/promises';
import { fail, hasCode } from '@veilgrid/protocol/errors';

const PATIENCE_MS = 60_000;
const POLL_MS = 100;

/**
 * Waits for a lock that one process of this machine holds at a time. What a killed process left is taken
 * over: the file names its holder.
 * @returns how to give it back
 * @throws ProtocolError SECRETS_LOCKED after a minute
 */
export async function lockFile(path: string, patienceMs = PATIENCE_MS): Promise<() => Promise<void>> {
  for (const deadline = Date.now() + patienceMs; ; ) {
    try {
      const file = await open(path, 'wx', 0o600);
      await file.writeFile(String(process.pid));
      await file.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
    const holder = Number(await readFile(path, 'utf8').catch(() => ''));
    // An empty file is one just made, or left by a machine that stopped in between.
    if (holder > 0 && !isAlive(holder)) await rm(path, { force: true });
    else if (Date.now() > deadline) throw fail('SECRETS_LOCKED', { field: 'lock', file: path, holder });
    else await new Promise((next) => setTimeout(next, POLL_MS));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process is alive too.
    return hasCode(error, 'EPERM');
  }
}
