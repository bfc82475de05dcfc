/** A home enters the register of flexible points: its DSO looks at the leaf before both sign. */
import type { FlexOpening } from '@veilgrid/client-sdk/flexibility/opening';
import { fail } from '@veilgrid/protocol/errors';
import type { FlexTown, Member } from './flexTown.js';
import { PLACE } from './terms.js';

/** @param capDown Wh a half hour that may be accepted of it at most */
export async function enterRegister(
  { services }: FlexTown,
  { wallet, point }: Member,
  capDown: number,
): Promise<FlexOpening> {
  const terms = { position: point.position, place: PLACE, capDown, capUp: 0 };
  const { request, opening } = await wallet.flexibility.register(terms);
  const [signature] = request.signatures;
  if (!signature) throw fail('SIGNATURE_MISSING', { role: 'owner' });
  await services.flexRegister.enrol(opening, PLACE, () => signature);
  return opening;
}
