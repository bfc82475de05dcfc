/**
 * The groups of a series that are not published, in the order in which they freeze (then of opening). Relies on
 * modules to put no group that freezes before now: then what stands before now never changes.
 * docs/protocol/core/groups.md.
 */
import { container, Fr, type Infer, recordsOf, U64 } from '@veilgrid/protocol/core/ssz';
import { MAX_GROUP } from '@veilgrid/protocol/params';
import { keys } from '../keys.js';
import { read, write } from '../record.js';
import type { StateView, StateWriter } from '../view.js';

const Queue = recordsOf(container({ freezes: U64, id: Fr }), MAX_GROUP);
type Queue = Infer<typeof Queue>;

export function queueOf(view: StateView, series: bigint): Queue {
  return read(view, keys.groupQueue(series), Queue) ?? [];
}

export function enqueue(writer: StateWriter, series: bigint, group: Queue[number]): void {
  const queue = queueOf(writer, series);
  const later = queue.findIndex(({ freezes }) => freezes > group.freezes);
  const next = queue.toSpliced(later < 0 ? queue.length : later, 0, group);
  write(writer, keys.groupQueue(series), Queue, next);
}

export function dequeue(writer: StateWriter, series: bigint, ids: readonly bigint[]): void {
  const queue = queueOf(writer, series);
  const rest = queue.filter(({ id }) => !ids.includes(id));
  if (rest.length < queue.length) write(writer, keys.groupQueue(series), Queue, rest);
}
