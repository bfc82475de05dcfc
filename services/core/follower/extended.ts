import type { Bodies, Kind } from '@veilgrid/protocol/kinds';
import type { z } from 'zod';
import type { Moment, Observers, Watch } from './watch.js';

/** What a room adds to the watch of another: fields of its own, and observers that see the whole book. */
export interface Addition<B, F> {
  readonly open: () => F;
  readonly stored: z.ZodType<F>;
  /** Called after those that were there. */
  readonly observers: Observers<B & F>;
  /** Called before that of the watch. */
  readonly endBlock?: (book: B & F) => void | Promise<void>;
}

/** @param more shares no field with the watch */
export function extended<B, F>(watch: Watch<B>, more: Addition<B, F>): Watch<B & F> {
  type Observe = (book: B & F, body: Bodies[Kind], at: Moment) => void;
  const before = watch.observers as Readonly<Partial<Record<Kind, Observe>>>;
  const after = more.observers as Readonly<Partial<Record<Kind, Observe>>>;
  const kinds = [...new Set([...Object.keys(before), ...Object.keys(after)])] as Kind[];
  const observe = (kind: Kind): Observe => {
    return (book, body, at) => {
      before[kind]?.(book, body, at);
      after[kind]?.(book, body, at);
    };
  };
  return {
    open: () => ({ ...watch.open(), ...more.open() }),
    stored: watch.stored.and(more.stored),
    observers: Object.fromEntries(kinds.map((kind) => [kind, observe(kind)])) as Observers<B & F>,
    async endBlock(book) {
      await more.endBlock?.(book);
      await watch.endBlock?.(book);
    },
  };
}
