/** The DSO's register signs a leaf while its point is the one that was looked at. */
import type { Api } from '@veilgrid/protocol/routes';
import { type CoSigner, FlexRegister, type FlexRegisterContext, memorySecrets } from '@veilgrid/services';
import { FlexHousehold } from '../state/support/flexibility/flexHousehold.js';
import { PLACE } from '../state/support/flexibility/terms.js';
import { hasher } from '../state/support/hasher.js';
import { CAPS, HERE } from '../state/support/party.js';

test('a leaf of a point that was changed since is not signed again', async () => {
  const household = new FlexHousehold(3, CAPS, HERE);
  const { position } = household.point;
  const changes: object[] = [{ ...household.point, revoked: false }];
  const pointChanges = async () => ({ items: changes, total: changes.length });
  const signer = { sign: async () => new Uint8Array(64) };
  const register = new FlexRegister({
    ...{ hasher, secrets: memorySecrets() },
    api: { pointChanges } as unknown as Api,
    signer: signer as unknown as FlexRegisterContext['signer'],
  });
  const body = await register.accept({ ...household.leaf(), position }, PLACE);
  const draft = { kind: 'flexEnrol', body: { sequence: 0n, ...body } } as Parameters<CoSigner>[0];
  expect(await register.coSigner(draft)).toHaveLength(64);
  const leaving = { ...draft, body: { ...draft.body, leaf: 0n } } as typeof draft;
  await expect(register.coSigner(leaving)).rejects.toMatchObject({ code: 'SIGNATURE_UNEXPECTED' });
  changes.push({ ...household.point, keyAHash: 5n, revoked: false });
  await expect(register.coSigner(draft)).rejects.toMatchObject({ code: 'VALUE_OUT_OF_RANGE' });
  changes.push({ ...household.point, revoked: true });
  await expect(register.coSigner(draft)).rejects.toMatchObject({ code: 'POINT_REVOKED' });
});
