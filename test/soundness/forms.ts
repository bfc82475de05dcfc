import type { Instance } from './checks.js';

/** A way to leave a check out: everywhere, or at some of the places where a loop repeats it. */
export interface Form {
  /** What is added to the check's label. */
  readonly name: string;
  covers(instance: Instance): boolean;
}

/**
 * Everywhere; and for each loop around the check, in the last pass alone and in all but the last: what a bound
 * that is one too small, or a loop over full words only, would leave out.
 */
export function formsOf(instances: readonly Instance[]): Form[] {
  const forms: Form[] = [{ name: '', covers: () => true }];
  for (let loop = 0; loop < instances[0]!.length; loop++) {
    const last = Math.max(...instances.map((instance) => instance[loop]!));
    if (instances.every((instance) => instance[loop] === last)) continue;
    const which = `of loop ${loop + 1}`;
    forms.push(
      { name: ` (the last ${which} alone)`, covers: (instance) => instance[loop] === last },
      { name: ` (all but the last ${which})`, covers: (instance) => instance[loop] !== last },
    );
  }
  return forms;
}
