/** Whether the environment asks for the plain implementations; browsers have no environment. */
export function usesJs(): boolean {
  const { process } = globalThis as { process?: { env: Record<string, string | undefined> } };
  return process?.env.VEILGRID_HASHER === 'js';
}
