import { existsSync, rmSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ArtifactError } from './errors.js';
import { readHashes, writeHashes } from './hashes.js';

const HEARTBEAT_MS = 2_000;
const STALE_MS = 15_000;
const POLL_MS = 250;
const WAIT_MS = 20 * 60_000;

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));

/**
 * Takes `<folder>.lock`, waiting while its holder is alive (a holder touches the file every two seconds; a
 * killed one stops). The lock only saves double work: what is built appears by an atomic rename and is the
 * same whoever builds it, so two holders after a badly timed takeover do no harm.
 */
async function acquire(lock: string): Promise<() => void> {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    try {
      await (await open(lock, 'wx')).close();
      const heartbeat = setInterval(
        () => void utimes(lock, new Date(), new Date()).catch(() => {}),
        HEARTBEAT_MS,
      );
      return () => clearInterval(heartbeat);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    }
    const touched = await stat(lock).then(
      (info) => info.mtimeMs,
      () => undefined,
    );
    if (touched !== undefined && Date.now() - touched > STALE_MS) await rm(lock, { force: true });
    else if (Date.now() > deadline) {
      throw new ArtifactError('LOCK_TIMEOUT', `waited too long for ${lock}`, {
        file: lock,
        remedy: 'Another process is building the same circuit; if none is, delete this file.',
      });
    } else await sleep(POLL_MS);
  }
}

/**
 * Returns the hashes of the files in `folder`, which `build` filled once: it writes into a scratch folder
 * beside, and the rename makes it visible whole. What a killed process leaves of scratch the next one removes.
 */
export async function cachedFolder(
  folder: string,
  build: (scratch: string) => Promise<void>,
): Promise<Record<string, string>> {
  if (existsSync(folder)) return readHashes(folder);
  const parent = dirname(folder);
  await mkdir(parent, { recursive: true });
  const lock = `${folder}.lock`;
  const scratch = `${folder}.tmp-${process.pid}`;
  const stopHeartbeat = await acquire(lock);
  const cleanUp = () => {
    stopHeartbeat();
    for (const path of [scratch, lock]) rmSync(path, { recursive: true, force: true });
  };
  process.once('exit', cleanUp);
  try {
    if (existsSync(folder)) return readHashes(folder);
    for (const name of await readdir(parent)) {
      if (name.startsWith(`${basename(folder)}.tmp-`))
        await rm(join(parent, name), { recursive: true, force: true });
    }
    await mkdir(scratch);
    await build(scratch);
    await writeHashes(scratch);
    await rename(scratch, folder).catch((cause) => {
      if (!existsSync(folder)) throw cause;
    });
    return readHashes(folder);
  } finally {
    process.removeListener('exit', cleanUp);
    cleanUp();
  }
}
