/**
 * The readings' trees that wait for their time, the first to freeze on top: a binary heap of one record a tree, so that
 * opening or freezing one of any number touches few. Ordered by the time of freezing, then of opening, which no two
 * have in common. protocol/core/readings.md "Freezing".
 */
import { container, Fr, type Infer, U32, U64 } from '@veilgrid/protocol/core/ssz';
import { keys } from '../keys.js';
import { mustRead, read, readCount, write } from '../record.js';
import type { StateView, StateWriter } from '../view.js';

/** `order`: how many trees were opened before it. */
const Waiting = container({ freezes: U64, order: U32, id: Fr });
type Waiting = Infer<typeof Waiting>;

function isBefore(a: Waiting, b: Waiting): boolean {
  return a.freezes < b.freezes || (a.freezes === b.freezes && a.order < b.order);
}

const at = (view: StateView, place: number) => mustRead(view, keys.readingQueue(place), Waiting);

function put(writer: StateWriter, place: number, tree: Waiting): void {
  write(writer, keys.readingQueue(place), Waiting, tree);
}

/** The one that freezes first. */
export function firstWaiting(view: StateView): Waiting | undefined {
  return read(view, keys.readingQueue(0), Waiting);
}

export function enqueue(writer: StateWriter, tree: Waiting): void {
  let place = readCount(writer, keys.readingQueueLength);
  write(writer, keys.readingQueueLength, U32, place + 1);
  while (place > 0) {
    const parent = Math.floor((place - 1) / 2);
    const above = at(writer, parent);
    if (isBefore(above, tree)) break;
    put(writer, place, above);
    place = parent;
  }
  put(writer, place, tree);
}

/** Takes the first one out. There must be one. */
export function dequeue(writer: StateWriter): void {
  const length = readCount(writer, keys.readingQueueLength) - 1;
  write(writer, keys.readingQueueLength, U32, length);
  const last = at(writer, length);
  writer.delete(keys.readingQueue(length));
  if (length === 0) return;
  let place = 0;
  for (let left = 1; left < length; left = 2 * place + 1) {
    const right = left + 1;
    const child = right < length && isBefore(at(writer, right), at(writer, left)) ? right : left;
    const below = at(writer, child);
    if (isBefore(last, below)) break;
    put(writer, place, below);
    place = child;
  }
  put(writer, place, last);
}
