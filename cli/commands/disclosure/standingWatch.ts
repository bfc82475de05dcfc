/**
 * A folder of requests, answered with nobody at the keyboard as far as standing consents go. It keeps nothing itself: what
 * was answered stands beside its request and in the wallet's store, so it may end and begin again at any moment.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Disclosure } from '@veilgrid/client-sdk/disclosure/disclosure';
import type { GivenAnswer } from '@veilgrid/client-sdk/disclosure/memory';
import { createFile } from '@veilgrid/client-sdk/files';
import { fail, ProtocolError } from '@veilgrid/protocol/errors';
import { ofFile } from '../../terminal/files.js';
import { readReceipt } from './receiptFile.js';
import { readRequestBytes } from './show.js';

export interface Household extends Pick<Disclosure, 'answerStanding' | 'receipt'> {
  /** Answers whose receipt did not come in time, or was not shown in time to be rooted. */
  missing(): Promise<readonly GivenAnswer[]>;
}

export interface StandingReports {
  answered(request: string, answer: string, partyId: number): void;
  receipt(name: string, state: 'rooted' | 'waiting'): void;
  /** Once an answer. */
  missing(answer: GivenAnswer): void;
  /** Once a file and code; it is tried again later. */
  failed(name: string, error: ProtocolError): void;
}

const REQUEST = '.request';
const ANSWER = '.answer';
const RECEIPT = '.receipt';
/** Seconds. */
const FIRST_PAUSE = 60;
const MOST_DOUBLINGS = 6;
/** Between two looks for missing receipts: whoever looks reads all that was answered. */
const LOOK = 3_600;

export class StandingWatch {
  readonly #dir: string;
  readonly #household: Household;
  readonly #reports: StandingReports;
  readonly #done = new Set<string>();
  readonly #waits = new Map<string, { readonly next: number; readonly failures: number }>();
  readonly #reported = new Set<string>();
  #nextLook = 0;
  #failed = false;

  constructor(dir: string, household: Household, reports: StandingReports) {
    this.#dir = dir;
    this.#household = household;
    this.#reports = reports;
  }

  /** Whether something could not be done, or a receipt is missing. */
  get failed(): boolean {
    return this.#failed;
  }

  /** Receipts first: a missing one stops answers. @param now seconds of any clock @throws ProtocolError NOT_FOUND, FILE_INVALID */
  async round(now: number): Promise<void> {
    const names = await this.#names();
    const due = (end: string) => names.filter((name) => name.endsWith(end) && this.#isDue(name, now));
    for (const name of due(RECEIPT)) await this.#tried(name, now, () => this.#take(name, now));
    if (now >= this.#nextLook) {
      this.#nextLook = now + LOOK;
      await this.#tried('receipts', now, () => this.#look());
    }
    for (const name of due(REQUEST)) {
      if (names.includes(answerOf(name))) continue;
      await this.#tried(name, now, () => this.#answer(name));
    }
  }

  async #names(): Promise<string[]> {
    return (await ofFile(this.#dir, 'dir', () => readdir(this.#dir))).sort();
  }

  #isDue(name: string, now: number): boolean {
    return !this.#done.has(name) && now >= (this.#waits.get(name)?.next ?? 0);
  }

  async #answer(name: string): Promise<void> {
    const bytes = await readRequestBytes(join(this.#dir, name));
    const [outcome] = await this.#household.answerStanding([bytes]);
    if (!outcome || 'refusal' in outcome) throw outcome?.refusal ?? fail('NOT_FOUND', { field: 'request' });
    const answer = join(this.#dir, answerOf(name));
    await ofFile(answer, 'answer', () => createFile(answer, outcome.sealed));
    this.#done.add(name);
    this.#reports.answered(name, answerOf(name), outcome.read.request.partyId);
  }

  /** One without a proof says all it can; one with a proof is looked at until its root is there. */
  async #take(name: string, now: number): Promise<void> {
    const { signed, proof } = await readReceipt(join(this.#dir, name));
    const state = await this.#household.receipt(signed, proof);
    if (state === 'rooted' || !proof) this.#done.add(name);
    else this.#waits.set(name, { next: now + FIRST_PAUSE, failures: 0 });
    if (this.#first(`${name},${state}`)) this.#reports.receipt(name, state);
  }

  async #look(): Promise<void> {
    for (const answer of await this.#household.missing()) {
      this.#failed = true;
      if (this.#first(`missing,${bytesToHex(answer.answerDigest)}`)) this.#reports.missing(answer);
    }
  }

  /** What is refused is tried again at longer and longer distances: a file may still be written, a day be published. */
  async #tried(name: string, now: number, job: () => Promise<void>): Promise<void> {
    try {
      await job();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#failed = true;
      const failures = this.#waits.get(name)?.failures ?? 0;
      const pause = FIRST_PAUSE * 2 ** Math.min(failures, MOST_DOUBLINGS);
      this.#waits.set(name, { next: now + pause, failures: failures + 1 });
      if (this.#first(`${name},${error.code}`)) this.#reports.failed(name, error);
    }
  }

  #first(what: string): boolean {
    const is = !this.#reported.has(what);
    this.#reported.add(what);
    return is;
  }
}

const answerOf = (name: string) => name.slice(0, -REQUEST.length) + ANSWER;
