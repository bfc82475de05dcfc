/** A wallet's readings' tree against a peer's. */
import { paramsOf } from '@veilgrid/protocol/params';
import { HashPool, toBytes, type WasmContext, WasmTree8 } from '@veilgrid/wasm-core';
import { againstLeanImt } from '../againstLeanImt.js';
import { elements } from '../elements.js';
import type { Row } from '../rows.js';
import { ALL_THREADS } from '../threads.js';

const { orderDepth } = paramsOf('full');
const LEAVES = 8 ** orderDepth;

/** The readings' tree of a full auction. */
export async function readingsRows(context: WasmContext): Promise<Row[]> {
  const leaves = elements(LEAVES);
  const pool = await HashPool.create();
  const name = `readings' tree of ${LEAVES} leaves, whole, ${ALL_THREADS}`;
  const build = () => WasmTree8.build(context, orderDepth, toBytes(leaves), pool);
  const rows = [await againstLeanImt(name, leaves, build)];
  pool.close();
  return rows;
}
