/** Leaves at positions: what the log of changes of such a tree holds. protocol/core/leaves.md. */
import { container, Fr, type Infer, U32 } from './ssz.js';

/** A leaf put at a position; 0 takes out what stood there. */
export const LeafChange = container({ position: U32, leaf: Fr });
export type LeafChange = Infer<typeof LeafChange>;
