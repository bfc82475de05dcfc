/**
 * Settle and masksum as they were when masks were of the auction alone and nothing counted contributors: the peers
 * of what stands in their place. Their own sources lie in `former/`, gadgets are the circuits'.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cachedFolder } from '@veilgrid/circuits/scripts/cached';
import { runChild } from '@veilgrid/circuits/scripts/child';
import { type CompiledCircuit, compileSource } from '@veilgrid/circuits/scripts/compile';
import { cacheDir, packageRoot, scriptPath } from '@veilgrid/circuits/scripts/paths';
import { type CircuitSpec, mainSource } from '@veilgrid/circuits/scripts/spec';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { hash } from '@veilgrid/protocol/core/crypto/hash';
import type { PointRecord } from '@veilgrid/protocol/core/points';
import type { Params } from '@veilgrid/protocol/params';
import type { CircuitInputs } from '@veilgrid/protocol/prover';
import { TAGS } from '@veilgrid/protocol/tags';

const FORMER = fileURLToPath(new URL('../former', import.meta.url));

/** Members of one mask-sum batch. */
export const FORMER_MASK_N = 8;
const ENERGY_AND_MONEY = ({ K }: Params) => Math.ceil((2 * K) / 6) + 1;

const SPECS = {
  settle: ({ K, orderDepth }: Params): CircuitSpec => ({
    file: 'market/settle.circom',
    template: 'Settle',
    parameters: [K, orderDepth],
    public: [
      'context',
      'status',
      'auctionId',
      'chainId',
      'day',
      'orderRoot',
      'asset',
      'dsoX',
      'dsoY',
      'floor',
      'tick',
      'fixedPerDay',
      'traded',
      'p',
      'lambdaBuy',
      'lambdaSell',
      'importPrice',
      'exportPrice',
      'network',
      'discount',
    ],
  }),
  masksum: ({ K }: Params): CircuitSpec => ({
    file: 'core/groups/masksum.circom',
    template: 'MaskSum',
    parameters: [K, FORMER_MASK_N],
    public: [
      'context',
      'auctionId',
      'tagDomain',
      'maskDomain',
      'foldStart',
      'foldEnd',
      'first',
      'last',
      'stateIn',
    ],
  }),
} as const;
export type FormerCircuit = keyof typeof SPECS;

/** Compiled as the circuits are, in the same cache. */
export function compileFormer(name: FormerCircuit, params: Params): Promise<CompiledCircuit> {
  return compileSource({ main: mainSource(SPECS[name](params)), includeDirs: [FORMER, packageRoot] });
}

/** Calculator, constraints and a proving key that is made once. */
export async function formerFiles(name: FormerCircuit, params: Params) {
  const { wasm, r1cs, r1csSha256 } = await compileFormer(name, params);
  const folder = join(cacheDir(), 'bench', `former-${name}-${r1csSha256.slice(0, 16)}`);
  await cachedFolder(folder, async (scratch) => {
    const { exitCode, output } = await runChild(scriptPath('devkey'), [r1cs, scratch]);
    if (exitCode !== 0) throw new Error(output);
  });
  return { r1cs, wasm, zkey: join(folder, 'circuit.zkey') };
}

/** A point without its own word on whether it hides others. */
export function formerPointCommitment(hasher: Hasher, p: PointRecord): bigint {
  return hash(hasher, TAGS.POINT, [
    BigInt(p.position),
    p.meterAx,
    p.meterAy,
    BigInt(p.dayImportCap),
    BigInt(p.dayExportCap),
    p.keyAHash,
    p.keyBHash,
  ]);
}

/** What is left of today's inputs. @param inputs of a settlement whose point is `formerPointCommitment` */
export function formerSettleInputs(inputs: CircuitInputs): CircuitInputs {
  const { open: _open, late: _late, groupId: _group, terms: _terms, ...former } = inputs;
  return former;
}

/** @param inputs of a batch of at most FORMER_MASK_N members that starts from nothing and opens nothing */
export function formerMaskSumInputs(params: Params, inputs: CircuitInputs): CircuitInputs {
  const { groupId, terms: _terms, lastDomain: _domain, ...rest } = inputs;
  const { both: _both, net: _net, money: _money, count: _count, ...former } = rest;
  const slots = (name: string) => (former[name] as readonly bigint[]).slice(0, FORMER_MASK_N);
  return {
    ...former,
    auctionId: groupId!,
    k: slots('k'),
    active: slots('active'),
    sumsIn: Array<bigint>(ENERGY_AND_MONEY(params)).fill(0n),
  };
}
