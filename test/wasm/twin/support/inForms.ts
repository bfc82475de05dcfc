import { runsTwins } from '@veilgrid/wasm-core/modules';

/** What `create` makes in the twin form and in the scalar one, in one process: each asks the environment. */
export async function inForms<T>(create: () => Promise<T>): Promise<{ twin: T; scalar: T }> {
  const before = process.env.VEILGRID_SIMD;
  try {
    delete process.env.VEILGRID_SIMD;
    if (!(await runsTwins())) throw new Error('this engine has no multiply-adds that round once');
    const twin = await create();
    process.env.VEILGRID_SIMD = 'off';
    return { twin, scalar: await create() };
  } finally {
    if (before === undefined) delete process.env.VEILGRID_SIMD;
    else process.env.VEILGRID_SIMD = before;
  }
}
