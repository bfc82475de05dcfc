import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { usesJs } from './choice.js';
import { WasmContext } from './context.js';

let made: Promise<Hasher> | undefined;

/** The process's Poseidon: WebAssembly, or circomlibjs where VEILGRID_HASHER is `js`. */
export function createHasher(): Promise<Hasher> {
  // Imported on demand: circomlibjs costs half a second and does not load in a browser unbundled.
  made ??= usesJs() ? import('./js/hasher.js').then((js) => js.createJsHasher()) : WasmContext.create();
  return made;
}
