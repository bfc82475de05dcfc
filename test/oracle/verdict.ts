/** What a statement says of its inputs: refused, or exactly these public outputs in the order of its signals. */
export type Verdict = { readonly refused: string } | { readonly outputs: readonly bigint[] };

class Refused extends Error {}

/** A check of a statement. */
export function demand(holds: boolean, why: string): void {
  if (!holds) throw new Refused(why);
}

/** Runs a statement to its outputs or its first check that does not hold. */
export function verdictOf(statement: () => readonly bigint[]): Verdict {
  try {
    return { outputs: statement() };
  } catch (error) {
    if (error instanceof Refused) return { refused: error.message };
    throw error;
  }
}
