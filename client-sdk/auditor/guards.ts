/** The table of guards: by kind, what modules demand of it beside its own rule. */
import type { Kind } from '@veilgrid/protocol/kinds';
import type { Books } from './books.js';
import type { Guard } from './core/guard.js';

export type Guards = { readonly [K in Kind]?: readonly Guard<K, Books>[] };

export const GUARDS: Guards = {};
