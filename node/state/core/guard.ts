/**
 * The form of a guard: what a module demands of a kind that is another room's. It runs after that kind's own check on
 * the same state, relies on it, and writes nothing. protocol/core/parameters.md "Guards".
 */
import type { Bodies, Kind } from '@veilgrid/protocol/kinds';
import type { StateContext, StateView } from './view.js';

/** @throws ProtocolError with a code of the module */
export type Guard<K extends Kind> = (ctx: StateContext, view: StateView, body: Bodies[K]) => void;
