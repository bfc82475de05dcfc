/** Memories of WebAssembly instances, which their facades do not show. */

interface Instance {
  readonly exports: { readonly memory: { readonly buffer: ArrayBuffer } };
}

// Neither the ES libraries nor @types/node 20 declare it.
export const { WebAssembly: wasm } = globalThis as unknown as {
  WebAssembly: {
    Instance: new (module: unknown, imports?: object) => Instance;
    compile(bytes: Uint8Array): Promise<never>;
  };
};

/** Of the instances made until this has run, in their order; each call gives the present bytes. */
export async function watchMemories<T>(run: (memories: readonly (() => Buffer)[]) => Promise<T>): Promise<T> {
  const { Instance } = wasm;
  const memories: (() => Buffer)[] = [];
  wasm.Instance = class extends Instance {
    constructor(module: unknown, imports?: object) {
      super(module, imports);
      // The buffer is replaced when the memory grows.
      memories.push(() => Buffer.from(this.exports.memory.buffer));
    }
  };
  try {
    return await run(memories);
  } finally {
    wasm.Instance = Instance;
  }
}
