/** The replay in a fresh process: `veilgrid verify` shares nothing with the demo but the node's address. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ReplayReport } from '@veilgrid/node';
import { CheckFailed } from '../../terminal/exit.js';
import type { Closers } from '../../terminal/interrupt.js';

const COMMAND = fileURLToPath(new URL('../../../bin/veilgrid.js', import.meta.url));

/** As `veilgrid verify --json` prints it. */
export type Replayed = { readonly verified: true } & Omit<ReplayReport, 'height' | 'time'> & {
    readonly height: number;
    readonly time: number;
  };

/** @throws CheckFailed with what it said */
export async function replayInProcess(url: string, genesisHash: string, closers: Closers): Promise<Replayed> {
  const args = [COMMAND, 'verify', '--json', '--url', url, '--genesis-hash', genesisHash];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  closers.defer(() => child.kill());
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exitOf(child)]);
  if (code !== 0) throw new CheckFailed(`the audit failed (exit code ${code}):\n${stderr}`);
  return JSON.parse(stdout) as Replayed;
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
