/** Ours and its peers' programs, measured in turns so that a busy machine weighs on all alike. */
import { type Row, row } from '../rows.js';
import { cpuSecondsOf, median, warmUp } from '../timing.js';
import { NativeProgram } from './program.js';

export interface NativePeer {
  readonly name: string;
  readonly file: string;
  /** Its work. */
  readonly args: readonly string[];
}

/** None where there is no program. */
export const peerOf = (name: string, file: string | null, args: readonly string[]): NativePeer[] =>
  file === null ? [] : [{ name, file, args }];

export interface Turns {
  readonly name: string;
  readonly unit: string;
  /** From seconds of the work to what the row says. */
  readonly scale: number;
  readonly rounds: number;
  /** Seconds until V8 has compiled its best. */
  readonly warmUp: number;
  readonly ours: () => unknown;
  readonly peers: readonly NativePeer[];
  /** Throws where a peer's result is not what ours is. */
  readonly check: (result: string) => void;
}

/** A row for each peer; CPU time, medians. Only ours needs a warm-up. */
export async function rowsOf(turns: Turns): Promise<Row[]> {
  const programs = turns.peers.map(({ file, args }) => new NativeProgram(file, args));
  try {
    const checked = async (program: NativeProgram): Promise<number> => {
      const { seconds, result } = await program.once();
      turns.check(result);
      return seconds;
    };
    await warmUp(turns.ours, turns.warmUp);
    const ours: number[] = [];
    const theirs: number[][] = programs.map(() => []);
    for (let round = 0; round < turns.rounds; round++) {
      ours.push(await cpuSecondsOf(turns.ours));
      for (const [i, program] of programs.entries()) theirs[i]!.push(await checked(program));
    }
    const scaled = (list: readonly number[]) => median(list) * turns.scale;
    return turns.peers.map(({ name }, i) =>
      row(turns.name, scaled(ours), turns.unit, name, scaled(theirs[i]!)),
    );
  } finally {
    for (const program of programs) program.close();
  }
}
