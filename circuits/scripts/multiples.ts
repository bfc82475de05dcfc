import { FixedBasePool } from '@veilgrid/wasm-core/fixedBase/pool';
import type { Curve } from 'ffjavascript';
import { toLittleEndian } from './field.js';

export const SCALAR_BYTES = 32;
const POINT_BYTES = 64;

export type Group = 1 | 2;

/** Points as they stand in a zkey: affine, little-endian, Montgomery form. */
export interface Multiples {
  /** Of the group's generator. */
  of(group: Group, scalars: readonly bigint[], onPart?: (points: number) => void): Promise<Buffer>;
  close(): void;
}

export const pointBytes = (group: Group): number => POINT_BYTES * group;

/** Multiples of the curve's generators, on all cores. */
export async function startMultiples({ G1, G2 }: Curve): Promise<Multiples> {
  const pool = await FixedBasePool.create([G1.toAffine(G1.g), G2.toAffine(G2.g)]);
  return {
    of: async (group, scalars, onPart) => {
      const bytes = Buffer.alloc(SCALAR_BYTES * scalars.length);
      scalars.forEach((scalar, i) => {
        toLittleEndian(scalar, bytes, SCALAR_BYTES * i);
      });
      return Buffer.from((await pool.multiples(group, bytes, onPart)).buffer);
    },
    close: () => pool.close(),
  };
}
