import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { GenesisJson } from '@veilgrid/protocol/core/genesis';

/** The command as a user starts it. */
const COMMAND = resolve('cli/bin/veilgrid.js');

/** A folder as `init` makes it, but of a given chain. */
export class NodeFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'veilgrid-node-'));

  constructor({ genesis, validatorKey }: { genesis: GenesisJson; validatorKey: Uint8Array }) {
    writeFileSync(join(this.path, 'genesis.json'), JSON.stringify(genesis));
    writeFileSync(join(this.path, 'validator.key'), bytesToHex(validatorKey));
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}

/** A node in a process of its own, as `veilgrid node start` runs it. */
export class NodeProcess {
  readonly adminToken = 'a token for tests';
  readonly child: ChildProcess;
  /** The exit code. */
  readonly ended: Promise<number | null>;
  #output = '';

  constructor(dir: string, ...args: string[]) {
    const command = [COMMAND, 'node', 'start', '--data', dir, '--port', '0', ...args];
    const env = { ...process.env, VEILGRID_ADMIN_TOKEN: this.adminToken };
    this.child = spawn(process.execPath, command, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.ended = once(this.child, 'close').then(([code]) => code as number | null);
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.on('data', (text) => {
        this.#output += text;
      });
    }
  }

  /** Everything it said so far. */
  get output(): string {
    return this.#output;
  }

  /** Waits until it listens. */
  async url(): Promise<string> {
    for (;;) {
      const url = /(http:\S+) genesis/.exec(this.#output)?.[1];
      if (url !== undefined) return url;
      if (this.child.exitCode !== null) throw new Error(`the node ended:\n${this.#output}`);
      await new Promise((next) => setTimeout(next, 20));
    }
  }
}
