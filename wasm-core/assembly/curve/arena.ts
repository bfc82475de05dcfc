/**
 * Memory in two parts: keys stay, at the bottom; above them lies what one computation needs, which the next
 * overwrites. A key is therefore only taken in between computations.
 */
const PAGE: usize = 65536;
const ALIGN: usize = 8;
const VECTOR: usize = 16;

/** Of a process: keys of all circuits, and one computation. */
const LIMIT: usize = 1 << 30;

let kept: usize = __heap_base;
let top: usize = __heap_base;
/** Above it nothing has been written since the memory was last cleared. */
let highest: usize = __heap_base;

/** Bytes for the rest of this computation. */
export function take(bytes: usize): usize {
  const at = (top + ALIGN - 1) & ~(ALIGN - 1);
  // Traps where the host sees a RuntimeError, as a failing allocation does.
  if (bytes > LIMIT || at + bytes > LIMIT) unreachable();
  top = at + bytes;
  const size = (memory.size() as usize) * PAGE;
  if (top > size && memory.grow(((top - size + PAGE - 1) / PAGE) as i32) < 0) unreachable();
  highest = max(highest, top);
  return at;
}

/** Bytes for vectors, at a multiple of theirs. */
export function takeVectors(bytes: usize): usize {
  return (take(bytes + ALIGN) + VECTOR - 1) & ~(VECTOR - 1);
}

/** Everything taken so far stays. */
export function keep(): void {
  kept = top;
}

export function mark(): usize {
  return top;
}

/** Gives back what was taken since `mark`; `clear` wipes it. */
export function release(to: usize): void {
  top = to;
}

/** Drops what is not kept, and leaves no trace of it. */
export function clear(): void {
  memory.fill(kept, 0, highest - kept);
  top = kept;
  highest = kept;
}
