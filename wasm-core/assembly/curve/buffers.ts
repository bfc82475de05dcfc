/** What the facade writes and reads; calls pass counts and handles, never pointers, and all are checked. */
export const INPUT_BYTES: i32 = 1 << 18;
export const input: usize = memory.data(1 << 18, 16);
export const output: usize = memory.data(1 << 18, 16);

export const OK: i32 = 0;
/** A count or a handle that the caller must not pass. */
export const BAD_ARGUMENT: i32 = -1;
/** Something in `input` that is out of its range. */
export const BAD_VALUE: i32 = -2;

export function inputAt(): usize {
  return input;
}

export function outputAt(): usize {
  return output;
}

export function fits(items: i32, bytes: usize): bool {
  return items >= 0 && items <= INPUT_BYTES / (bytes as i32);
}
