interface Batch {
  readonly stateOut: bigint;
}

/** Batches proven side by side: enough to keep a prover's workers busy. */
const SIDE_BY_SIDE = 4;

/**
 * Submits the batches the ledger has not got yet, a few at a time. Where the ledger's state is not the one
 * these batches lead to (an earlier attempt with other secrets), starts again from batch 0.
 * @param next the ledger's next batch, and the state it continues from
 */
export async function submitFrom<B extends Batch>(
  batches: readonly B[],
  next: { readonly batch: number; readonly state: bigint },
  submit: (few: readonly B[]) => Promise<void>,
): Promise<void> {
  const continues = next.batch > 0 && batches[next.batch - 1]?.stateOut === next.state;
  for (let i = continues ? next.batch : 0; i < batches.length; i += SIDE_BY_SIDE) {
    await submit(batches.slice(i, i + SIDE_BY_SIDE));
  }
}
