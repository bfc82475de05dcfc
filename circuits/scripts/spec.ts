import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArtifactError } from './errors.js';
import { packageRoot } from './paths.js';

export const PROFILES = ['full', 'small'] as const;
export type ProfileName = (typeof PROFILES)[number];

export const CIRCUITS = ['transfer', 'order', 'clear', 'close', 'settle', 'masksum'] as const;
export type CircuitName = (typeof CIRCUITS)[number];

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

/** The entry of circuits.json for this circuit, with the profile's numbers put in. */
export function circuitSpec(profile: ProfileName, name: CircuitName): CircuitSpec {
  const file = join(packageRoot, 'circuits.json');
  try {
    const json = JSON.parse(readFileSync(file, 'utf8')) as CircuitsFile;
    const { parameters, ...entry } = json.circuits[name];
    const numbers = parameters.map((parameter) => json.profiles[profile][parameter]!);
    if (!numbers.every(Number.isSafeInteger))
      throw new Error(`a parameter of ${name} is no number of ${profile}`);
    return { ...entry, parameters: numbers };
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new ArtifactError('SPEC', `circuits.json does not describe ${profile}/${name}: ${reason}`, {
      file,
    });
  }
}

/** The circuit's generated main component. */
export function mainSource(spec: CircuitSpec): string {
  return `pragma circom 2.2.0;
include "${spec.file}";
component main {public [${spec.public.join(', ')}]} = ${spec.template}(${spec.parameters.join(', ')});
`;
}
