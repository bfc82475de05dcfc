/**
 * Both forms of the WebAssembly modules: twins multiply two field elements at once, scalars one. Which is taken is asked
 * of the environment at each `create`, in each thread by itself.
 */
import { SHARE_ENV, Worker } from 'node:worker_threads';
import { runsTwins } from '@veilgrid/wasm-core/modules';

export const FORMS = ['twin', 'scalar'] as const;
export type Form = (typeof FORMS)[number];

const NAME = 'VEILGRID_SIMD';

/** What this thread makes until it is undone has this form. */
export async function inForm<T>(form: Form, make: () => T | Promise<T>): Promise<T> {
  const before = process.env[NAME];
  set(form === 'scalar' ? 'off' : undefined);
  try {
    return await make();
  } finally {
    set(before);
  }
}

/** What `create` makes in either form. */
export async function inForms<T>(create: () => Promise<T>): Promise<Record<Form, T>> {
  if (!(await inForm('twin', runsTwins))) throw new Error('this engine has no multiply-adds that round once');
  return { twin: await inForm('twin', create), scalar: await inForm('scalar', create) };
}

/** What the tests around this call make, and threads that they start, has this form. */
export function useForm(form: Form): void {
  let before: string | undefined;
  beforeAll(async () => {
    before = process.env[NAME];
    await setForThreads(form === 'scalar' ? 'off' : undefined);
  });
  afterAll(() => setForThreads(before));
}

export function describeForms(name: string, body: (form: Form) => void): void {
  describe.each(FORMS)(`${name}, %s`, (form) => {
    useForm(form);
    body(form);
  });
}

function set(value: string | undefined): void {
  if (value === undefined) delete process.env[NAME];
  else process.env[NAME] = value;
}

/** Jest gives tests a copy of the environment; threads start with the process's own, which a thread can share. */
async function setForThreads(value: string | undefined): Promise<void> {
  set(value);
  const source = value === undefined ? `delete process.env.${NAME}` : `process.env.${NAME} = '${value}'`;
  const worker = new Worker(source, { eval: true, env: SHARE_ENV });
  await new Promise((resolve) => worker.once('exit', resolve));
}
