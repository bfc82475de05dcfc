import { mod } from '@veilgrid/protocol/core/crypto/field';

export type InputValue = bigint | readonly InputValue[];
/** Inputs of a circuit by signal name; arrays nest as declared. */
export type Inputs = Readonly<Record<string, InputValue>>;

interface CircomExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  getSharedRWMemoryStart(): number;
  init(sanityCheck: number): void;
  getFieldNumLen32(): number;
  getWitnessSize(): number;
  getWitness(index: number): void;
  getInputSignalSize(hashHigh: number, hashLow: number): number;
  setInputSignal(hashHigh: number, hashLow: number, index: number): void;
  getMessageChar(): number;
}

// Neither the ES libraries nor @types/node 20 declare it.
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: {
    instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: unknown } }>;
  };
};

/** The inputs do not satisfy the circuit (or do not fit its signals). */
export class WitnessError extends Error {}

/** circom finds inputs by the 64-bit FNV-1a hash of their names. */
function fnv1a(name: string): [high: number, low: number] {
  let h = 0xcbf29ce484222325n;
  for (const ch of name) h = ((h ^ BigInt(ch.charCodeAt(0))) * 0x100000001b3n) & 0xffff_ffff_ffff_ffffn;
  return [Number(h >> 32n), Number(h & 0xffff_ffffn)];
}

export function flatten(value: InputValue): bigint[] {
  return typeof value === 'bigint' ? [value] : value.flatMap(flatten);
}

/**
 * The compiled circuit's witness generator, instantiated once: a witness costs milliseconds, of which reading
 * it out is a good part. It gives all wires, or those that are asked for.
 */
export async function witnessCalculator(
  wasm: Uint8Array,
): Promise<(inputs: Inputs, wires?: readonly number[]) => bigint[]> {
  let message = '';
  const readMessage = () => {
    let text = '';
    for (let c = circom.getMessageChar(); c !== 0; c = circom.getMessageChar())
      text += String.fromCharCode(c);
    return text;
  };
  const { instance } = await WebAssembly.instantiate(wasm, {
    runtime: {
      exceptionHandler: (code: number) => {
        throw new WitnessError(`code ${code}: ${message}`);
      },
      printErrorMessage: () => {
        message += readMessage();
      },
      writeBufferMessage: readMessage,
      showSharedRWMemory: () => {},
    },
  });
  const circom = instance.exports as CircomExports;
  const [shared, length] = [circom.getSharedRWMemoryStart(), circom.getFieldNumLen32() / 2];
  /** Of the number that the generator takes and gives, its least 64 bits first; until the memory grows, as it may in a run. */
  const limbsNow = () => new BigUint64Array(circom.memory.buffer, shared, length);

  const all = () => Array.from({ length: circom.getWitnessSize() }, (_, i) => i);

  return (inputs, wires) => {
    message = '';
    circom.init(1);
    for (const [name, value] of Object.entries(inputs)) {
      const [high, low] = fnv1a(name);
      const values = flatten(value);
      const size = circom.getInputSignalSize(high, low);
      if (values.length !== size)
        throw new WitnessError(`${name} takes ${size} values, not ${values.length}`);
      values.forEach((x, i) => {
        const [element, limbs] = [mod(x), limbsNow()];
        for (let limb = 0; limb < length; limb++) limbs[limb] = element >> BigInt(64 * limb);
        circom.setInputSignal(high, low, i);
      });
    }
    const limbs = limbsNow();
    return (wires ?? all()).map((wire) => {
      circom.getWitness(wire);
      let x = 0n;
      for (let limb = length - 1; limb >= 0; limb--) x = (x << 64n) | limbs[limb]!;
      return x;
    });
  };
}
