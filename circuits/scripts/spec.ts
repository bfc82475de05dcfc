import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArtifactError } from './errors.js';
import { packageRoot } from './paths.js';

export const PROFILES = ['full', 'small', 'medium'] as const;
export type ProfileName = (typeof PROFILES)[number];

/** A name of circuits.json, the one list of circuits. */
export type CircuitName = string;

/** One circuit of one profile: what its generated `main` says. */
export interface CircuitSpec {
  file: string;
  template: string;
  /** The template's arguments, in its order. */
  parameters: number[];
  public: string[];
}

/** circuits.json: parameters are names of the profile's numbers. */
interface CircuitsFile {
  profiles: Record<ProfileName, Record<string, number>>;
  circuits: Record<CircuitName, { file: string; template: string; parameters: string[]; public: string[] }>;
}

const FILE = join(packageRoot, 'circuits.json');
const failure = (what: string, cause: unknown) =>
  new ArtifactError('SPEC', `circuits.json does not describe ${what}: ${(cause as Error).message}`, {
    file: FILE,
  });

function readSpecs(): CircuitsFile {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8')) as CircuitsFile;
  } catch (cause) {
    throw failure('any circuit', cause);
  }
}

/** Every circuit, in the order of circuits.json. */
export const CIRCUITS: readonly CircuitName[] = Object.keys(readSpecs().circuits);

/** The entry of circuits.json for this circuit, with the profile's numbers put in. */
export function circuitSpec(profile: ProfileName, name: CircuitName): CircuitSpec {
  const { circuits, profiles } = readSpecs();
  try {
    const { parameters, ...entry } = circuits[name]!;
    const numbers = parameters.map((parameter) => profiles[profile][parameter]!);
    if (!numbers.every(Number.isSafeInteger))
      throw new Error(`a parameter of ${name} is no number of ${profile}`);
    return { ...entry, parameters: numbers };
  } catch (cause) {
    throw failure(`${profile}/${name}`, cause);
  }
}

/** The circuit's generated main component. */
export function mainSource(spec: CircuitSpec): string {
  return `pragma circom 2.2.0;
include "${spec.file}";
component main {public [${spec.public.join(', ')}]} = ${spec.template}(${spec.parameters.join(', ')});
`;
}
