/** What the facade writes and reads; calls pass counts, never pointers, and every count is checked here. */
export const INPUT_BYTES: i32 = 1 << 18;
export const OUTPUT_BYTES: i32 = 1 << 18;
export const input: usize = memory.data(1 << 18, 16);
export const output: usize = memory.data(1 << 18, 16);

/** What a call returns when a count does not fit the buffers: a fault of the caller. */
export const BAD_COUNT: i32 = -1;
export const OK: i32 = 0;

export function inputAt(): usize {
  return input;
}

export function outputAt(): usize {
  return output;
}

/** The capacity of a batch, in 32 bytes. */
export const capacityBytes: usize = memory.data(32, 8);
