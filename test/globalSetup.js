import { CIRCUITS, ensureArtifacts } from '@veilgrid/circuits';

/** Compiles the small profile and makes its keys once, on all cores, before tests that need them time out waiting. */
export default async function globalSetup() {
  await ensureArtifacts('small', CIRCUITS, (name, { stage }) => {
    if (stage === 'done') process.stderr.write(`small ${name} ready\n`);
  });
}
