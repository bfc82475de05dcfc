import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { veilgrid } from './veilgrid.js';

/** Folders of several machines, and the command on each: a chain is known there from its first use on. */
export class Machines {
  readonly #dir: string;
  readonly #command: readonly string[];

  /** @param command words that stand first in each call */
  constructor(name: string, ...command: readonly string[]) {
    this.#dir = mkdtempSync(join(tmpdir(), `veilgrid-${name}-`));
    this.#command = command;
  }

  readonly at = (...names: string[]): string => join(this.#dir, ...names);

  /** On the machine of `who`. */
  readonly on = (who: string, ...args: string[]) =>
    veilgrid(...this.#command, ...args, '--data', this.at(who), '--json');

  /** What it printed, having done it. */
  readonly done = async (who: string, ...args: string[]) => {
    const { code, stdout, stderr } = await this.on(who, ...args);
    expect([args.join(' '), code, stderr]).toEqual([args.join(' '), 0, expect.anything()]);
    return JSON.parse(stdout);
  };

  remove(): void {
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

/** What a command answers that was refused. */
export const refused = (message: string) => ({
  code: 1,
  stdout: '',
  stderr: expect.stringContaining(message),
});
