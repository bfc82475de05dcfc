import type { Request } from 'express';

/** From this machine itself, by the address of the connection. */
export function isLoopback({ ip }: Request): boolean {
  return ip === '::1' || /^(::ffff:)?127\./.test(ip ?? '');
}

/** A proxy on this machine is on loopback too, and speaks for others. */
export function isForwarded({ headers }: Request): boolean {
  return 'forwarded' in headers || 'x-forwarded-for' in headers || 'via' in headers;
}
