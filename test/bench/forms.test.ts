import { WasmContext } from '@veilgrid/wasm-core';
import { compiledModule } from '@veilgrid/wasm-core/modules';
import { inBothForms, memoryRow } from '../../bench/forms.js';

// Neither the ES libraries nor @types/node 20 declare it.
const { WebAssembly: wasm } = globalThis as unknown as {
  WebAssembly: { Instance: new (module: object, imports?: object) => object };
};

afterEach(() => {
  delete process.env.VEILGRID_SIMD;
});

/** The modules of which `run` makes instances. */
async function modulesOf(run: () => Promise<unknown>): Promise<object[]> {
  const modules: object[] = [];
  const { Instance } = wasm;
  wasm.Instance = class extends Instance {
    constructor(module: object, imports?: object) {
      super(module, imports);
      modules.push(module);
    }
  };
  try {
    await run();
  } finally {
    wasm.Instance = Instance;
  }
  return modules;
}

test('one is of the form this engine runs, the other of scalar modules, and they answer alike', async () => {
  const twin = await compiledModule('wasm');
  process.env.VEILGRID_SIMD = 'off';
  const scalar = await compiledModule('wasm');
  delete process.env.VEILGRID_SIMD;
  expect(twin).not.toBe(scalar);
  const modules = await modulesOf(async () => {
    const forms = (await inBothForms(() => WasmContext.create()))!;
    const hash = (context: WasmContext) => context.permute([1n, 2n], 0n, 1);
    expect(hash(forms.twin.made)).toEqual(hash(forms.scalar.made));
  });
  expect(modules).toHaveLength(2);
  expect(modules[0]).toBe(twin);
  expect(modules[1]).toBe(scalar);
});

test('memory is what the instances have by now, and the environment is left as it was', async () => {
  const { Instance } = wasm;
  const forms = (await inBothForms(() => WasmContext.create()))!;
  expect(wasm.Instance).toBe(Instance);
  expect(process.env.VEILGRID_SIMD).toBeUndefined();
  const before = forms.twin.memory();
  expect(before).toBeGreaterThan(0);
  // Tables of every width.
  for (let n = 1; n <= 16; n++) forms.twin.made.permute(Array<bigint>(n).fill(1n), 0n, 1);
  expect(forms.twin.memory()).toBeGreaterThan(before);
  expect(memoryRow('hasher', forms)).toMatchObject({
    name: 'hasher, memory of an instance',
    value: Number(forms.twin.memory().toPrecision(4)),
    peer: Number(forms.scalar.memory().toPrecision(4)),
  });
});

test('an instance that cannot be made leaves everything as it was', async () => {
  const { Instance } = wasm;
  const failing = inBothForms(async () => {
    if (process.env.VEILGRID_SIMD === 'off') throw new RangeError('no scalar module');
  });
  await expect(failing).rejects.toThrow('no scalar module');
  expect(wasm.Instance).toBe(Instance);
  expect(process.env.VEILGRID_SIMD).toBeUndefined();
});

test('scalar modules alone have nothing to be compared with', async () => {
  process.env.VEILGRID_SIMD = 'off';
  const modules = await modulesOf(async () => {
    expect(await inBothForms(() => WasmContext.create())).toBeUndefined();
  });
  expect(modules).toEqual([]);
  expect(process.env.VEILGRID_SIMD).toBe('off');
});
