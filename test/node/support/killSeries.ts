import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesToHex } from '@noble/hashes/utils.js';
import { replayLedger } from '@veilgrid/node';
import { openStored, type StoredLedger } from '@veilgrid/node/store/stored';
import { hasCode } from '@veilgrid/protocol/errors';
import type { Api } from '@veilgrid/protocol/routes';
import { Random } from '../../economy/support/random.js';
import { bytesOf, genesis, genesisJson, idOf, mint, VALIDATOR_KEY } from './chain.js';
import { MortalNode } from './mortalNode.js';

/** Ledgers that are killed side by side: one starts while the other works. */
const LANES = 2;
/** Some are killed before they listen. */
const STARTING = 0.1;
const STARTING_MS = 1_500;
/** A round ends when so many transactions at most were acknowledged, at any time from then to somewhat later. */
const WORKING = 20;
const LATER_MS = 40;

export interface KillTally {
  kills: number;
  /** Kills before the node listened. */
  starting: number;
  /** Transactions that a node said are on disk. */
  acknowledged: number;
  /** Transactions under way at a kill, and those of them that were on disk afterwards. */
  underWay: number;
  stored: number;
  blocks: number;
}

/**
 * Kills nodes at random moments, transactions under way, and starts them again on what is left: every start checks the
 * seal, the ledger must hold all that was acknowledged, and at the end a replay of its blocks must make
 * every record of its store.
 */
export async function killSeries(kills: number, seed: number): Promise<KillTally> {
  const tally = { kills: 0, starting: 0, acknowledged: 0, underWay: 0, stored: 0, blocks: 0 };
  const lanes = Array.from({ length: LANES }, (_, lane) => new Lane(new Random(seed * LANES + lane), tally));
  await Promise.all(lanes.map((lane) => lane.live(Math.ceil(kills / LANES))));
  return tally;
}

const pause = (ms: number) => new Promise((passed) => setTimeout(passed, ms));

class Lane {
  readonly #random: Random;
  readonly #tally: KillTally;
  readonly #dir = mkdtempSync(join(tmpdir(), 'veilgrid-kill-'));
  readonly #acknowledged: string[] = [];
  /** Ids by sequence number: what was sent under it. */
  #sent: string[] = [];

  constructor(random: Random, tally: KillTally) {
    this.#random = random;
    this.#tally = tally;
  }

  async live(kills: number): Promise<void> {
    for (let kill = 0; kill < kills; kill++) {
      this.#tally.kills++;
      await this.#round();
    }
    await this.#end();
    rmSync(this.#dir, { recursive: true });
  }

  async #round(): Promise<void> {
    const node = new MortalNode(
      { genesis: genesisJson(), validatorKey: VALIDATOR_KEY, steps: [] },
      this.#dir,
    );
    try {
      if (this.#random.chance(STARTING)) {
        this.#tally.starting++;
        await pause(this.#random.int(0, STARTING_MS));
        return;
      }
      const api = await node.api();
      await this.#findLast(api);
      await this.#work(api, node);
    } finally {
      await node.kill();
    }
  }

  /** What was under way at the last kill is there or not, in order; what was acknowledged is. */
  async #findLast(api: Api): Promise<void> {
    const known = this.#acknowledged.length;
    for (let sequence = Math.max(0, known - 1); sequence < this.#sent.length; sequence++) {
      const { status } = await api.transaction({ params: { id: this.#sent[sequence]! } });
      if (status !== 'committed') {
        this.#sent = this.#sent.slice(0, sequence);
        break;
      }
      if (sequence >= known) this.#tally.stored++;
    }
    if (this.#sent.length < known) throw new Error('what was acknowledged is lost');
    this.#acknowledged.push(...this.#sent.slice(known));
  }

  /** Keeps transactions coming until the node, which is killed once it has acknowledged enough of them, is gone. */
  async #work(api: Api, node: MortalNode): Promise<void> {
    const enough = this.#acknowledged.length + this.#random.int(0, WORKING);
    const later = this.#random.int(0, LATER_MS);
    let killed: Promise<void> | undefined;
    try {
      for (;;) {
        if (this.#acknowledged.length >= enough) killed ??= pause(later).then(() => node.kill());
        const tx = mint(BigInt(this.#sent.length));
        this.#sent.push(idOf(tx));
        await api.submit({ body: { tx: bytesOf(tx) } });
        const id = this.#sent[this.#acknowledged.length]!;
        const { status } = await api.transaction({ params: { id } });
        if (status !== 'committed') continue;
        this.#acknowledged.push(id);
        this.#tally.acknowledged++;
      }
    } catch (error) {
      if (killed === undefined || !hasCode(error, 'NODE_UNREACHABLE')) throw error;
      await killed;
      this.#tally.underWay += this.#sent.length - this.#acknowledged.length;
    }
  }

  async #end(): Promise<void> {
    // A node that starts on it finishes what was signed.
    const node = new MortalNode(
      { genesis: genesisJson(), validatorKey: VALIDATOR_KEY, steps: [] },
      this.#dir,
    );
    try {
      await this.#findLast(await node.api());
    } finally {
      await node.kill();
    }
    const stored = openStored(this.#dir);
    try {
      await this.#compare(stored);
    } finally {
      await stored.close();
    }
  }

  async #compare(stored: StoredLedger): Promise<void> {
    const report = await replayLedger({ genesis, blocks: stored.blocks(), records: stored.records() });
    const { height, stateHash } = stored.head()!;
    if (BigInt(report.blocks) !== height || report.stateHash !== bytesToHex(stateHash)) {
      throw new Error('the blocks make another ledger');
    }
    const heights = new Set<string>();
    for (const { database, key } of stored.records()) {
      if (database === 'heights') heights.add(Buffer.from(key).toString());
    }
    for (const id of this.#acknowledged) if (!heights.has(id)) throw new Error(`${id} is lost`);
    if (report.transactions !== this.#acknowledged.length) throw new Error('more than was sent');
    this.#tally.blocks += report.blocks;
  }
}
