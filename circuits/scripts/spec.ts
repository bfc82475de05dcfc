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
  params: number[];
  public: string[];
}

/**
 * circuits.json: `{"circuits": {"order": {"file": "order.circom", "template": "Order", "public": ["context", …],
 * "params": {"full": [48, …], "small": [4, …]}}, …}}`, parameters in the template's order.
 */
interface CircuitEntry {
  file: string;
  template: string;
  public: string[];
  params: Record<ProfileName, number[]>;
}

/** The entry of circuits.json for this circuit with the profile's parameters. */
export function circuitSpec(profile: ProfileName, name: CircuitName): CircuitSpec {
  const file = join(packageRoot, 'circuits.json');
  let entry: CircuitEntry | undefined;
  try {
    entry = (JSON.parse(readFileSync(file, 'utf8')) as { circuits: Record<string, CircuitEntry> }).circuits[
      name
    ];
  } catch (cause) {
    throw new ArtifactError('SPEC', `circuits.json cannot be read: ${(cause as Error).message}`, { file });
  }
  const params = entry?.params[profile];
  if (entry === undefined || params === undefined) {
    throw new ArtifactError('SPEC', `circuits.json has no circuit ${profile}/${name}`, { file });
  }
  return { file: entry.file, template: entry.template, params, public: entry.public };
}

/** The circuit's generated main component. */
export function mainSource(spec: CircuitSpec): string {
  return `pragma circom 2.2.0;
include "${spec.file}";
component main {public [${spec.public.join(', ')}]} = ${spec.template}(${spec.params.join(', ')});
`;
}
