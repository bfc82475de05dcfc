import { execFileSync } from 'node:child_process';

/** A process whose engine has no relaxed SIMD, and whose `node:v8` has no such function: the scalar form runs. */
test('an engine that takes no flag runs the scalar modules', () => {
  const source = `
    import { syncBuiltinESMExports } from 'node:module';
    import v8 from 'node:v8';
    v8.setFlagsFromString = () => {
      throw new Error('not implemented');
    };
    syncBuiltinESMExports();
    WebAssembly.validate = () => false;
    const { runsTwins } = await import('@veilgrid/wasm-core/modules');
    console.log(await runsTwins());`;
  const { VEILGRID_SIMD: _, ...env } = process.env;
  const args = ['--input-type=module', '--eval', source];
  expect(execFileSync(process.execPath, args, { env, encoding: 'utf8' }).trim()).toBe('false');
});
