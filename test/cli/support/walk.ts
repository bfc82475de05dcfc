/**
 * Runs the shell blocks of docs/cli.md as they stand, with `veilgrid` on the path. To start 90 processes
 * takes minutes, so most commands are handed to this process, which runs them through the same `main`;
 * those that `ownProcess` names run as users run them.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join, resolve } from 'node:path';
import { veilgrid } from './veilgrid.js';

const COMMAND = resolve('cli/bin/veilgrid.js');

export interface Walk {
  /** Environment of the blocks, with `veilgrid` on the path. */
  readonly env: NodeJS.ProcessEnv;
  run(script: string): Promise<{ code: number | null; stdout: string; stderr: string }>;
  close(): Promise<void>;
}

/** The blocks of the first terminal, one after the other, and the one of the second. */
export function blocksOf(file: string, port: number): { first: string[]; second: string } {
  const text = readFileSync(file, 'utf8').replaceAll('8645', String(port));
  const blocks = [...text.matchAll(/^```sh( second-terminal)?\n(.*?)^```/gms)];
  const of = (second: boolean) =>
    blocks.filter(([, tag]) => (tag !== undefined) === second).map(([, , body]) => body!);
  return { first: of(false), second: of(true).join('') };
}

export async function startWalk(dir: string, ownProcess: RegExp): Promise<Walk> {
  const socket = join(dir, 'veilgrid.sock');
  const server = createServer({ allowHalfOpen: true }, (connection) => {
    let asked = '';
    connection.on('data', (chunk) => {
      asked += chunk;
    });
    connection.on('end', async () => {
      const { args, env, cwd } = JSON.parse(asked);
      connection.end(JSON.stringify(await here(args, env, cwd)));
    });
  });
  server.listen(socket);
  await once(server, 'listening');
  mkdirSync(join(dir, 'bin'));
  symlinkSync(resolve('docs'), join(dir, 'docs'));
  writeFileSync(join(dir, 'bin', 'veilgrid'), shim(socket, ownProcess));
  chmodSync(join(dir, 'bin', 'veilgrid'), 0o755);
  const env = { ...process.env, PATH: `${join(dir, 'bin')}:${process.env.PATH}` };
  return { env, run: (script) => bash(script, dir, env), close: () => close(server) };
}

/** One at a time: environment and folder are the process's. */
let last: Promise<unknown> = Promise.resolve();
function here(args: string[], env: NodeJS.ProcessEnv, cwd: string) {
  const run = last.then(async () => {
    const before = { env: process.env, cwd: process.cwd() };
    process.env = env;
    process.chdir(cwd);
    try {
      return await veilgrid(...args);
    } finally {
      process.chdir(before.cwd);
      process.env = before.env;
    }
  });
  last = run.catch(() => {});
  return run;
}

/** Plain JavaScript without imports of the project: it starts in no time. */
function shim(socket: string, ownProcess: RegExp): string {
  return `#!${process.execPath}
const { connect } = require('node:net');
const { spawnSync } = require('node:child_process');
const args = process.argv.slice(2);
if (${ownProcess}.test(args.join(' '))) {
  process.exitCode = spawnSync(process.execPath, [${JSON.stringify(COMMAND)}, ...args], { stdio: 'inherit' }).status;
} else {
  const connection = connect(${JSON.stringify(socket)});
  let answer = '';
  connection.end(JSON.stringify({ args, env: process.env, cwd: process.cwd() }));
  connection.on('data', (chunk) => { answer += chunk; });
  connection.on('end', () => {
    const { code, stdout, stderr } = JSON.parse(answer);
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    process.exitCode = code;
  });
}
`;
}

async function bash(script: string, cwd: string, env: NodeJS.ProcessEnv) {
  const child = spawn('bash', ['-euo', 'pipefail', '-c', script], { cwd, env });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.stderr += chunk;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output };
}

async function close(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
