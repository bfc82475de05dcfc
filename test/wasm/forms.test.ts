/** Which form of the modules is taken: by the true bytes that a fresh process compiles. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { runsTwins } from '@veilgrid/wasm-core/modules';
import { compiledBy } from './support/compiledModules.js';
import { describeForms, inForm } from './support/forms.js';

/** Node.js 20 is the oldest that the packages take. */
const hasFma =
  process.platform === 'linux' &&
  process.arch === 'x64' &&
  /^flags\s*:.*\bfma\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'));

const ALL = `
  const { runsTwins } = await import('@veilgrid/wasm-core/modules');
  const { WasmContext } = await import('@veilgrid/wasm-core');
  const { ProverContext } = await import('@veilgrid/wasm-core/prover/context');
  const { VerifierContext } = await import('@veilgrid/wasm-core/verifier/context');
  const hasher = await WasmContext.create();
  await ProverContext.create();
  await VerifierContext.create([]);
  console.log(await runsTwins(), String(hasher.permute([1n, 2n], 0n, 1)[0]));`;
const HASH = '7853200120776062878684798364095072458815029376092732009249414926327459813530';
const SCALAR = ['prover', 'verifier', 'wasm'];
const TWIN = ['proverTwin', 'verifierTwin', 'wasmTwin'];

(hasFma ? test : test.skip)('twins, where the processor has a fused multiply-add', async () => {
  expect(await runsTwins()).toBe(true);
  const { main, output } = await compiledBy(ALL);
  expect(main).toEqual(['probe', ...TWIN]);
  expect(output).toBe(`true ${HASH}`);
});

test('scalars, where the environment says so, each time anew', async () => {
  const { main, output } = await compiledBy(ALL, { env: { VEILGRID_SIMD: 'off' } });
  expect(main).toEqual(SCALAR);
  expect(output).toBe(`false ${HASH}`);
  const before = await runsTwins();
  expect(await inForm('scalar', runsTwins)).toBe(false);
  expect(await runsTwins()).toBe(before);
});

(process.arch === 'x64' ? test : test.skip)('scalars, where the engine rounds twice', async () => {
  // V8 multiplies and adds apart where it is told that the processor cannot fuse.
  const { main, output } = await compiledBy(ALL, { flags: ['--no-enable-fma3'] });
  expect(main).toEqual(['probe', ...SCALAR].sort());
  expect(output).toBe(`false ${HASH}`);
});

test('scalars, where the engine knows no relaxed SIMD', async () => {
  const before = `
    const { validate } = WebAssembly;
    WebAssembly.validate = (bytes) => bytes.length > 1000 && validate(bytes);`;
  const { main, output } = await compiledBy(ALL, { before });
  expect(main).toEqual(SCALAR);
  expect(output).toBe(`false ${HASH}`);
});

describeForms('tests of both forms', (form) => {
  test('run on it, and their threads start with it', async () => {
    expect(await runsTwins()).toBe(form === 'twin' && (await inForm('twin', runsTwins)));
    const source = `require('node:worker_threads').parentPort.postMessage(process.env.VEILGRID_SIMD)`;
    const worker = new Worker(source, { eval: true });
    expect(await once(worker, 'message')).toEqual([form === 'scalar' ? 'off' : undefined]);
  });
});
