import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Circuit as CircuitName } from '@veilgrid/protocol/kinds';
import { CIRCUITS } from '@veilgrid/protocol/kinds';
import { ARGUED } from './allowed.js';
import type { Builders } from './cases.js';
import { type Checks, openChecks } from './checks.js';
import { type Hostile, hostileCircuits } from './hostile.js';
import { HOSTILE_GADGETS } from './hostileGadgets.js';
import { compileSubjects, instrumentedSources, type Subject } from './instrument.js';
import { circuitSubjects, GADGETS, templateOf } from './subjects.js';

export interface DroppedChecks {
  /** Labels of the checks that were removed in turn. */
  readonly dropped: readonly string[];
  readonly uncaught: readonly string[];
  /** Not caught and allowed: a reason stands in the list. */
  readonly argued: readonly string[];
}

/**
 * Removes each check of each circuit in turn and says which no hostile witness notices: one that violates this
 * check and no other, so that it is refused with the check and accepted without it.
 */
export async function droppedChecks(
  hasher: Hasher,
  build: Builders,
): Promise<ReadonlyMap<CircuitName, DroppedChecks>> {
  const groups = await openGroups(build);
  const labels = new Set(groups.flatMap(({ checks }) => [...checks.labels]));
  const caught = new Set<string>();
  for (const hostile of [...hostileCircuits(hasher, build), ...HOSTILE_GADGETS]) {
    caught.add(caughtBy(groups.find(({ has }) => has(hostile.template))!.checks, hostile));
  }
  return new Map(CIRCUITS.map((circuit) => [circuit, tally(circuit, labels, caught)]));
}

/** The check that a hostile witness violates. It must be the one it means, and the only one. */
export function caughtBy(checks: Checks, { template, attacks, inputs, hints }: Hostile): string {
  const violated = [...checks.violated(template, inputs, hints)];
  const [label] = violated;
  if (violated.length !== 1 || !label!.startsWith(`${template}: `) || !label!.endsWith(attacks))
    throw new Error(`meant for "${template}: … ${attacks}", violates ${JSON.stringify(violated)}`);
  return label!;
}

interface Group {
  readonly checks: Checks;
  has(template: string): boolean;
}

/** Compilations side by side: the curve's circuits, all others, and the gadgets, which are the quickest. */
async function openGroups(build: Builders): Promise<Group[]> {
  const sources = instrumentedSources();
  try {
    const circuits = circuitSubjects(build);
    const curve = circuits.filter(({ template }) => template === 'Order' || template === 'Settle');
    const rest = circuits.filter((subject) => !curve.includes(subject));
    const open = async (subjects: readonly Subject[]) => ({
      checks: await openChecks(await compileSubjects(sources, subjects), subjects),
      has: (template: string) => subjects.some((subject) => subject.template === template),
    });
    return await Promise.all([open(curve), open(rest), open(GADGETS)]);
  } finally {
    sources.remove();
  }
}

/**
 * A check inside a gadget counts as caught in every circuit that uses the gadget: labels of the gadget end as
 * those of the circuit do. Of Positive and SignedParts both are demanded: each use, and what is inside.
 */
function tally(
  circuit: CircuitName,
  labels: ReadonlySet<string>,
  caught: ReadonlySet<string>,
): DroppedChecks {
  const template = templateOf(circuit);
  const own = [...labels].filter((label) => label.startsWith(`${template}: `));
  const inside = ['Positive', 'SignedParts']
    .filter((name) => own.some((label) => label.includes(`${name}(`)))
    .flatMap((name) => [...labels].filter((label) => label.startsWith(`${name}: `)));
  const dropped = [...own, ...inside];
  const gadgetChecks = [...caught]
    .filter((label) => GADGETS.some((gadget) => label.startsWith(`${gadget.template}: `)))
    .map((label) => label.slice(label.indexOf(': ') + 2));
  const missed = dropped.filter(
    (label) => !caught.has(label) && !gadgetChecks.some((check) => label.endsWith(` > ${check}`)),
  );
  const argued = missed.filter((label) => ARGUED.some(({ check }) => label.endsWith(check)));
  return { dropped, argued, uncaught: missed.filter((label) => !argued.includes(label)) };
}
