/** The WebAssembly modules in both forms, compiled once a thread. */
import { simdIsOff } from './choice.js';

interface Source {
  readonly WASM_BASE64: string;
}

/** Twin modules multiply two field elements at once; both forms answer alike. Only what is used is loaded. */
const SOURCES = {
  scalar: {
    wasm: () => import('./generated/wasm.js'),
    prover: () => import('./generated/prover.js'),
    verifier: () => import('./generated/verifier.js'),
  },
  twin: {
    wasm: () => import('./generated/wasmTwin.js'),
    prover: () => import('./generated/proverTwin.js'),
    verifier: () => import('./generated/verifierTwin.js'),
  },
} satisfies Record<string, Record<string, () => Promise<Source>>>;
export type ModuleName = keyof (typeof SOURCES)['scalar'];

const compiled = new Map<string, Promise<WebAssembly.Module>>();

export async function compiledModule(name: ModuleName): Promise<WebAssembly.Module> {
  const form = (await runsTwins()) ? 'twin' : 'scalar';
  const key = `${name} ${form}`;
  const made =
    compiled.get(key) ?? SOURCES[form][name]().then((source) => WebAssembly.compile(bytesOf(source)));
  compiled.set(key, made);
  return made;
}

/** Stock Node.js 20 has relaxed SIMD behind this flag, which threads share with their process. */
const FLAG = '--experimental-wasm-relaxed-simd';

let probed: Promise<boolean> | undefined;

/**
 * Whether this engine has relaxed SIMD and its multiply-adds round once, on which twin modules rely; VEILGRID_SIMD=off
 * says no.
 */
export async function runsTwins(): Promise<boolean> {
  if (simdIsOff()) return false;
  probed ??= probe();
  return probed;
}

async function probe(): Promise<boolean> {
  const bytes = bytesOf(await import('./generated/probe.js'));
  if (!WebAssembly.validate(bytes)) await setFlag();
  if (!WebAssembly.validate(bytes)) return false;
  const { exports } = new WebAssembly.Instance(await WebAssembly.compile(bytes));
  return (exports as { fused(): number }).fused() === 1;
}

async function setFlag(): Promise<void> {
  const { process } = globalThis as { process?: { versions?: { v8?: string } } };
  if (process?.versions?.v8 === undefined) return;
  // Runtimes that only say that they are V8 refuse: they stay as they are.
  await import('node:v8').then((v8) => v8.setFlagsFromString(FLAG)).catch(() => {});
}

function bytesOf({ WASM_BASE64 }: Source): Uint8Array {
  return Uint8Array.from(atob(WASM_BASE64), (c) => c.charCodeAt(0));
}
