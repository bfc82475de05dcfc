import { CIRCUITS as NAMES } from '@veilgrid/circuits';
import type { Circuit } from '@veilgrid/protocol/kinds';

/** The circuits in the order of circuits.json, as the statements that transactions prove (a test holds both equal). */
export const CIRCUITS = NAMES as readonly Circuit[];
