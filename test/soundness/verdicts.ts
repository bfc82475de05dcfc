import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { CircuitReport } from './report.js';
import { toolHash } from './sources.js';
import { compileTarget, nameOf, TARGETS, type Target } from './target.js';

/** What the whole effort found of one circuit: it holds as long as both hashes do. */
export interface Verdict {
  readonly r1csSha256: string;
  readonly toolSha256: string;
  readonly signals: number;
  readonly mutants: number;
  readonly killed: number;
  readonly survivorsAllowed: number;
  readonly survivorsNotAllowed: number;
  readonly dropped: number;
  readonly droppedArgued: number;
  readonly droppedUncaught: number;
}

export const UPDATE = 'npm run soundness -- --update';

/** Verdicts by "profile/circuit". */
export type Verdicts = Readonly<Record<string, Verdict>>;

const FILE = 'test/soundness/verdicts.json';

export function readVerdicts(): Verdicts {
  return existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {};
}

/** Keeps what still holds of targets that there are, sorted by name. */
export function writeVerdicts(verdicts: Verdicts): void {
  const names = TARGETS.map(nameOf)
    .filter((name) => name in verdicts)
    .sort();
  const sorted = Object.fromEntries(names.map((name) => [name, verdicts[name]!]));
  writeFileSync(FILE, `${JSON.stringify(sorted, null, 2)}\n`);
}

export type Hashes = Pick<Verdict, 'r1csSha256' | 'toolSha256'>;

export async function hashesOf(target: Target): Promise<Hashes> {
  return { r1csSha256: (await compileTarget(target)).r1csSha256, toolSha256: toolHash() };
}

export const figures = (report: CircuitReport): Omit<Verdict, keyof Hashes> => ({
  signals: report.signals,
  mutants: report.mutants,
  killed: report.killed,
  survivorsAllowed: report.allowed.length,
  survivorsNotAllowed: report.notAllowed.length,
  dropped: report.dropped.length,
  droppedArgued: report.argued.length,
  droppedUncaught: report.uncaught.length,
});

const FOUND = ['signals', 'mutants', 'killed', 'survivorsAllowed', 'dropped', 'droppedArgued'] as const;

/** A commitment and nothing beside it: there is no check to drop. */
const WITHOUT_CHECKS: readonly string[] = ['issue'];

/** Whether its figures are those of a run that tried something and found the circuit sound. */
export function isCredible({ profile, circuit }: Target, verdict: Verdict): boolean {
  const { signals, mutants, killed, survivorsAllowed, dropped, droppedArgued } = verdict;
  if (!FOUND.every((name) => Number.isSafeInteger(verdict[name]) && verdict[name] >= 0)) return false;
  if (verdict.survivorsNotAllowed !== 0 || verdict.droppedUncaught !== 0) return false;
  const tried = signals > 0 && mutants >= signals;
  const killedAll = survivorsAllowed === 0 ? killed === mutants : killed <= mutants;
  const nothing = profile === 'full' || WITHOUT_CHECKS.includes(circuit);
  return tried && killedAll && (nothing ? dropped === 0 : dropped > droppedArgued);
}

/** Targets whose circuit or whose tool has changed since their verdict, or that have no credible one. */
export async function staleTargets(verdicts: Verdicts, targets = TARGETS): Promise<Target[]> {
  const stale: Target[] = [];
  for (const target of targets) {
    const { r1csSha256, toolSha256 } = await hashesOf(target);
    const verdict = verdicts[nameOf(target)];
    const holds = verdict?.r1csSha256 === r1csSha256 && verdict.toolSha256 === toolSha256;
    if (!holds || !isCredible(target, verdict)) stale.push(target);
  }
  return stale;
}
