import type { Logger } from 'snarkjs';

/** Keeps what snarkjs complains of, which its return values do not tell, and drops the rest. */
export function ceremonyLogger(): Logger & { reason(): string } {
  const said: string[] = [];
  const keep = (text: string) => void said.push(text.trim());
  return {
    debug: () => {},
    info: () => {},
    warn: keep,
    error: keep,
    reason: () => said.join('; ') || 'no reason given',
  };
}
