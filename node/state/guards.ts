/** The table of guards: by kind, what modules demand of it beside its own check. protocol/core/parameters.md "Guards". */
import type { Kind } from '@veilgrid/protocol/kinds';
import type { Guard } from './core/guard.js';

/** In this order; a kind may have guards of several modules. */
export type Guards = { readonly [K in Kind]?: readonly Guard<K>[] };

export const GUARDS: Guards = {};
