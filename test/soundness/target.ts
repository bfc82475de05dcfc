import { type CompiledCircuit, compileCircuit } from '@veilgrid/circuits';
import type { Circuit as CircuitName } from '@veilgrid/protocol/kinds';
import { CIRCUITS } from '@veilgrid/protocol/kinds';
import type { Profile } from '@veilgrid/protocol/params';

/** A circuit in one of its sizes. */
export interface Target {
  readonly profile: Profile;
  readonly circuit: CircuitName;
}

/** Small and medium whole; of full size one case. */
export const TARGETS: readonly Target[] = (['small', 'medium', 'full'] as const).flatMap((profile) =>
  CIRCUITS.map((circuit) => ({ profile, circuit })),
);

export const nameOf = ({ profile, circuit }: Target): string => `${profile}/${circuit}`;

export const compileTarget = ({ profile, circuit }: Target): Promise<CompiledCircuit> =>
  compileCircuit(profile, circuit);
