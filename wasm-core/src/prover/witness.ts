/** Witnesses by circom's generated WebAssembly. */
import { R } from '@veilgrid/protocol/core/crypto/field';
import { sharedBytes } from '../threads.js';
import { ProverError } from './errors.js';

/** Values of the circuit's input signals, arrays nested as the circuit declares them. */
export type CircuitInput = { readonly [signal: string]: InputValue };
export type InputValue = bigint | readonly InputValue[];

interface Calculator {
  readonly memory: WebAssembly.Memory;
  init(sanityCheck: number): void;
  getFieldNumLen32(): number;
  getSharedRWMemoryStart(): number;
  getWitnessSize(): number;
  getWitness(index: number): void;
  getInputSize(): number;
  getInputSignalSize(hashHigh: number, hashLow: number): number;
  setInputSignal(hashHigh: number, hashLow: number, index: number): void;
  writeSharedRWMemory(word: number, value: number): void;
  getMessageChar(): number;
}

const WORDS = 8;
const FIELD_BYTES = 32;

/**
 * All wires of the circuit for this input, 32 little-endian bytes each. The instance is the call's own, and is
 * wiped: its memory held the witness.
 * @throws ProverError WITNESS, INPUT, CIRCUIT
 */
export function calculateWitness(module: WebAssembly.Module, input: CircuitInput): Uint8Array {
  const circom = instantiate(module);
  try {
    if (circom.getFieldNumLen32() !== WORDS)
      throw new ProverError('CIRCUIT', 'the circuit is not over BN254');
    circom.init(0);
    setInputs(circom, input);
    return readWires(circom);
  } finally {
    new Uint8Array(circom.memory.buffer).fill(0);
  }
}

function instantiate(module: WebAssembly.Module): Calculator {
  let messages = '';
  const append = () => {
    for (let c = circom.getMessageChar(); c !== 0; c = circom.getMessageChar())
      messages += String.fromCharCode(c);
    messages += '\n';
  };
  const runtime = {
    exceptionHandler: () => {
      throw witnessError(messages);
    },
    printErrorMessage: append,
    // What a circuit logs may be secret.
    writeBufferMessage: () => {
      while (circom.getMessageChar() !== 0);
    },
    showSharedRWMemory: () => {},
  };
  const circom = new WebAssembly.Instance(module, { runtime }).exports as Calculator;
  return circom;
}

/** Names of templates and lines only: other parts of the calculator's message may hold values. */
function witnessError(messages: string): ProverError {
  const lines = [...messages.matchAll(/Error in template \S+ line: \d+/g)].map((match) => match[0]);
  return new ProverError('WITNESS', lines.join('; ') || 'the witness cannot be computed');
}

function setInputs(circom: Calculator, input: CircuitInput): void {
  let given = 0;
  for (const [name, value] of Object.entries(input)) {
    const [high, low] = fnv1a(name);
    const values = flatten(value);
    if (values.length !== circom.getInputSignalSize(high, low))
      throw new ProverError('INPUT', `wrong input signal ${name}`);
    // The last one set computes the witness.
    values.forEach((x, i) => {
      let rest = ((x % R) + R) % R;
      for (let word = 0; word < WORDS; word++, rest >>= 32n)
        circom.writeSharedRWMemory(word, Number(rest & 0xffff_ffffn));
      circom.setInputSignal(high, low, i);
    });
    given += values.length;
  }
  if (given !== circom.getInputSize()) throw new ProverError('INPUT', 'input signals are missing');
}

function readWires(circom: Calculator): Uint8Array {
  const count = circom.getWitnessSize();
  const witness = sharedBytes(FIELD_BYTES * count);
  const wire = new Uint8Array(circom.memory.buffer, circom.getSharedRWMemoryStart(), FIELD_BYTES);
  for (let i = 0; i < count; i++) {
    circom.getWitness(i);
    witness.set(wire, FIELD_BYTES * i);
  }
  return witness;
}

/** circom finds inputs by the 64-bit FNV-1a hash of their names. */
function fnv1a(name: string): [high: number, low: number] {
  let h = 0xcbf29ce484222325n;
  for (const ch of name) h = ((h ^ BigInt(ch.charCodeAt(0))) * 0x100000001b3n) & 0xffff_ffff_ffff_ffffn;
  return [Number(h >> 32n), Number(h & 0xffff_ffffn)];
}

function flatten(value: InputValue): bigint[] {
  return typeof value === 'bigint' ? [value] : value.flatMap(flatten);
}
