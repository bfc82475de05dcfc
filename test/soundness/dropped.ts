import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Circuit as CircuitName } from '@veilgrid/protocol/kinds';
import { CIRCUITS } from '@veilgrid/protocol/kinds';
import { ARGUED } from './allowed.js';
import type { Hostile } from './attack.js';
import type { Builders } from './cases.js';
import { type Checks, type Instance, type Instances, openChecks } from './checks.js';
import { formsOf } from './forms.js';
import { hostileCircuits } from './hostile.js';
import { hostileGadgets } from './hostileGadgets.js';
import { compileSubjects, instrumentedSources, type Subject } from './instrument.js';
import { circuitSubjects, gadgetSubjects, templateOf } from './subjects.js';

export interface DroppedChecks {
  /** Labels of the checks that were removed in turn, with the form in which. */
  readonly dropped: readonly string[];
  readonly uncaught: readonly string[];
  /** Not caught and allowed: a reason stands in the list. */
  readonly argued: readonly string[];
}

/** By a check's label: where each hostile witness against it violates it. */
type Caught = ReadonlyMap<string, readonly (readonly Instance[])[]>;

/**
 * Removes each check of each circuit in turn, in each of its forms, and says which no hostile witness notices: one
 * that violates this check and no other, and only where it was removed, so that it is refused with the check and
 * accepted without it.
 */
export async function droppedChecks(
  hasher: Hasher,
  build: Builders,
): Promise<ReadonlyMap<CircuitName, DroppedChecks>> {
  const gadgets = gadgetSubjects(build.params);
  const groups = await openGroups(build, gadgets);
  const all = new Map(groups.flatMap(({ checks }) => [...checks.all]));
  const caught = new Map<string, (readonly Instance[])[]>();
  for (const hostile of [...hostileCircuits(hasher, build), ...hostileGadgets(build.params, gadgets)]) {
    const [label, where] = caughtBy(groups.find(({ has }) => has(hostile.template))!.checks, hostile);
    caught.set(label, [...(caught.get(label) ?? []), where]);
  }
  return new Map(CIRCUITS.map((circuit) => [circuit, tally(circuit, gadgets, all, caught)]));
}

/** The check that a hostile witness violates, and where. It must be the one it means, and the only one. */
export function caughtBy(
  checks: Checks,
  { template, attacks, inputs, hints }: Hostile,
): [label: string, where: readonly Instance[]] {
  const violated = [...checks.violated(template, inputs, hints)];
  const [only] = violated;
  if (violated.length !== 1 || !only![0].startsWith(`${template}: `) || !only![0].endsWith(attacks))
    throw new Error(`meant for "${template}: … ${attacks}", violates ${JSON.stringify(violated)}`);
  return only!;
}

interface Group {
  readonly checks: Checks;
  has(template: string): boolean;
}

/** Compilations side by side: the curve's circuits, all others, and the gadgets, which are the quickest. */
async function openGroups(build: Builders, gadgets: readonly Subject[]): Promise<Group[]> {
  const sources = instrumentedSources();
  try {
    const circuits = circuitSubjects(build);
    const curve = circuits.filter(({ template }) => ['Order', 'Settle', 'Offer'].includes(template));
    const rest = circuits.filter((subject) => !curve.includes(subject));
    const open = async (subjects: readonly Subject[]) => ({
      checks: await openChecks(await compileSubjects(sources, subjects), subjects),
      has: (template: string) => subjects.some((subject) => subject.template === template),
    });
    return await Promise.all([open(curve), open(rest), open(gadgets)]);
  } finally {
    sources.remove();
  }
}

/**
 * A check inside a gadget counts as caught in every circuit that uses the gadget: labels of the gadget end as
 * those of the circuit do, and its loops are those of the gadget. Of Positive and SignedParts both are demanded:
 * each use, and what is inside.
 */
function tally(
  circuit: CircuitName,
  gadgets: readonly Subject[],
  all: Instances,
  caught: Caught,
): DroppedChecks {
  const template = templateOf(circuit);
  const own = [...all.keys()].filter((label) => label.startsWith(`${template}: `));
  const inside = ['Positive', 'SignedParts']
    .filter((name) => own.some((label) => label.includes(`${name}(`)))
    .flatMap((name) => [...all.keys()].filter((label) => label.startsWith(`${name}: `)));
  const inGadgets = [...caught.keys()].filter((label) =>
    gadgets.some((gadget) => label.startsWith(`${gadget.template}: `)),
  );
  const dropped: string[] = [];
  const argued: string[] = [];
  const uncaught: string[] = [];
  for (const label of [...own, ...inside]) {
    const attacked = caught.has(label)
      ? label
      : inGadgets.find((gadget) => label.endsWith(` > ${gadget.slice(gadget.indexOf(': ') + 2)}`));
    for (const { name, covers } of formsOf(all.get(attacked ?? label)!)) {
      dropped.push(label + name);
      const witnesses = attacked === undefined ? [] : caught.get(attacked)!;
      if (witnesses.some((where) => where.every(covers))) continue;
      const isArgued = ARGUED.some(({ check }) => label.endsWith(check));
      (isArgued ? argued : uncaught).push(label + name);
    }
  }
  return { dropped, argued, uncaught };
}
