/** Batches as in hashing.ts, four hashes at a time; the last ones fill up with repetitions, which are dropped. */
import { capacityBytes, input, OK, output } from './buffers';
import { isBelow } from './curve/twins';
import { WORDS } from './generated/twinFr';
import { BYTES } from './limbs';
import { absorb, getOutput, LANES, permuteFour, putInput } from './twinPoseidon';
import { twinWidthOf } from './twinWidth';
import { MAX_WIDTH } from './width';

export const RATE: i32 = MAX_WIDTH - 1;

const zero: usize = memory.data(32, 8);

/** Where a lane's item starts. */
function itemAt(lane: i32, done: i32, items: i32, inputs: i32): usize {
  return input + BYTES * inputs * min(done + lane, items - 1);
}

/** 1 + the number of the first residue that is not canonical, or OK. */
function firstFlaw(residues: i32): i32 {
  for (let i = 0; i < residues; i++) if (!isBelow(input + BYTES * i, WORDS)) return i + 1;
  return OK;
}

export function permuteFours(items: i32, inputs: i32, outs: i32): i32 {
  const flaw = firstFlaw(items * inputs);
  if (flaw !== OK) return flaw;
  const width = twinWidthOf(inputs + 1);
  for (let done = 0; done < items; done += LANES) {
    for (let lane = 0; lane < LANES; lane++) {
      const item = itemAt(lane, done, items, inputs);
      putInput(0, lane, capacityBytes);
      for (let i = 0; i < inputs; i++) putInput(i + 1, lane, item + BYTES * i);
    }
    absorb(width, inputs + 1, 0);
    permuteFour(width, inputs + 1, outs, true);
    for (let lane = 0; lane < min(LANES, items - done); lane++)
      for (let i = 0; i < outs; i++) getOutput(output + BYTES * ((done + lane) * outs + i), i, lane);
  }
  return OK;
}

export function spongeFours(items: i32, inputs: i32): i32 {
  const flaw = firstFlaw(items * inputs);
  if (flaw !== OK) return flaw;
  const width = twinWidthOf(MAX_WIDTH);
  for (let done = 0; done < items; done += LANES) {
    for (let absorbed = 0; absorbed < inputs; absorbed += RATE) {
      for (let lane = 0; lane < LANES; lane++) {
        const item = itemAt(lane, done, items, inputs);
        if (absorbed === 0) putInput(0, lane, capacityBytes);
        for (let i = 0; i < RATE; i++)
          putInput(i + 1, lane, absorbed + i < inputs ? item + BYTES * (absorbed + i) : zero);
      }
      absorb(width, MAX_WIDTH, absorbed === 0 ? 0 : 1);
      permuteFour(width, MAX_WIDTH, 1, absorbed + RATE >= inputs);
    }
    for (let lane = 0; lane < min(LANES, items - done); lane++)
      getOutput(output + BYTES * (done + lane), 0, lane);
  }
  return OK;
}
