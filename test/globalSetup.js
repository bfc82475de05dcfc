import { CIRCUITS, ensureArtifacts } from '@veilgrid/circuits';

/** Compiles the tests' profiles and makes their keys once, on all cores, before tests that need them time out waiting. */
export default async function globalSetup() {
  for (const profile of ['small', 'medium']) {
    await ensureArtifacts(profile, CIRCUITS, (name, { stage }) => {
      if (stage === 'done') process.stderr.write(`${profile} ${name} ready\n`);
    });
  }
}
