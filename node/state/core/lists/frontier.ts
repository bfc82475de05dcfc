/**
 * A frontier of an append-only tree as the state keeps it: enough to append and to know the root. Whoever proves
 * membership builds the path from the leaves. protocol/core.md "Trees".
 */
import type { Frontier } from '@veilgrid/protocol/core/lists';
import { container, Fr, type Infer, listOf, recordsOf, U64 } from '@veilgrid/protocol/core/ssz';
import { ARITY } from '@veilgrid/protocol/params';

const MAX_DEPTH = 16;

/** Wire form of a Frontier. */
export const FrontierRecord = container({ count: U64, open: recordsOf(listOf(Fr, ARITY), MAX_DEPTH) });
type FrontierRecord = Infer<typeof FrontierRecord>;

export function toFrontier(record: FrontierRecord): Frontier {
  return { count: Number(record.count), open: record.open };
}

export function fromFrontier(frontier: Frontier): FrontierRecord {
  return { count: BigInt(frontier.count), open: frontier.open };
}
