/** The two forms of WebAssembly modules beside each other in one process. */
import { runsTwins } from '@veilgrid/wasm-core/modules';
import { type Row, row } from './rows.js';

/** The peer of rows about speed, and of nothing else. */
export const SCALAR = 'scalar module';
const SCALAR_MEMORY = 'instance of the scalar module';

/** What was made in one form. */
export interface Form<T> {
  readonly made: T;
  /** Megabytes of WebAssembly memory that its instances have by now. */
  memory(): number;
}

export interface Forms<T> {
  readonly twin: Form<T>;
  readonly scalar: Form<T>;
}

interface Instance {
  readonly exports: { readonly memory: { readonly buffer: ArrayBuffer } };
}
// Neither the ES libraries nor @types/node 20 declare it.
const { WebAssembly: wasm } = globalThis as unknown as {
  WebAssembly: { Instance: new (module: unknown, imports?: object) => Instance };
};

/** Undefined where the engine runs scalar modules anyway: compared with themselves they would say nothing. */
export async function inBothForms<T>(create: () => Promise<T>): Promise<Forms<T> | undefined> {
  if (!(await runsTwins())) return undefined;
  const twin = await watched(create);
  process.env.VEILGRID_SIMD = 'off';
  try {
    return { twin, scalar: await watched(create) };
  } finally {
    delete process.env.VEILGRID_SIMD;
  }
}

export function memoryRow(name: string, { twin, scalar }: Forms<unknown>): Row {
  return row(`${name}, memory of an instance`, twin.memory(), 'MB', SCALAR_MEMORY, scalar.memory());
}

async function watched<T>(create: () => Promise<T>): Promise<Form<T>> {
  const instances: Instance[] = [];
  const { Instance } = wasm;
  wasm.Instance = class extends Instance {
    constructor(module: unknown, imports?: object) {
      super(module, imports);
      instances.push(this);
    }
  };
  try {
    const made = await create();
    const bytes = () => instances.reduce((sum, { exports }) => sum + exports.memory.buffer.byteLength, 0);
    return { made, memory: () => bytes() / 1e6 };
  } finally {
    wasm.Instance = Instance;
  }
}
