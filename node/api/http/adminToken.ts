import { createHash, timingSafeEqual } from 'node:crypto';
import { ensure } from '@veilgrid/protocol/errors';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Compares digests, so that neither content nor length of the token shows in the time taken. */
export function checkAdminToken(expected: string, authorization: string | undefined): void {
  const given = authorization?.startsWith('Bearer ') ? authorization.slice('Bearer '.length) : '';
  ensure(timingSafeEqual(digest(expected), digest(given)), 'UNAUTHORISED', { field: 'authorization' });
}
