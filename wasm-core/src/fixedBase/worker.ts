/** A thread that multiplies generators. */
import { serve } from '../remote.js';
import { FixedBaseContext, type GroupNumber } from './context.js';

const context = FixedBaseContext.create();

await serve({
  multiples: async (group: GroupNumber, generator: Uint8Array, scalars: Uint8Array) =>
    (await context).multiples(group, generator, scalars),
});
