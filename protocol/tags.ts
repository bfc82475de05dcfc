/**
 * Domain tags: what a hash is of, so that no hash of one purpose can ever stand for another.
 * `circuits/lib/tags.circom` has the same list; a test keeps the two equal.
 */
function tag(name: string): bigint {
  let x = 0n;
  for (const ch of `vg1:${name}`) x = (x << 8n) | BigInt(ch.charCodeAt(0));
  return x;
}

export const TAGS = {
  KEY: tag('KEY'),
  NOTE: tag('NOTE'),
  NF: tag('NF'),
  ASSET: tag('ASSET'),
  KEYA: tag('KEYA'),
  KEYB: tag('KEYB'),
  POINT: tag('POINT'),
  LEAF: tag('LEAF'),
  TREE: tag('TREE'),
  AUCTION: tag('AUCTION'),
  POP: tag('POP'),
  BID: tag('BID'),
  ORDER: tag('ORDER'),
  INNER: tag('INNER'),
  SALT: tag('SALT'),
  SALT2: tag('SALT2'),
  FOLD: tag('FOLD'),
  READ: tag('READ'),
  READC: tag('READC'),
  SETTLE: tag('SETTLE'),
  RHO: tag('RHO'),
  CLR: tag('CLR'),
  MSUM: tag('MSUM'),
  ENC: tag('ENC'),
  TAGA: tag('TAGA'),
  TAGB: tag('TAGB'),
  MASKA: tag('MASKA'),
  MASKB: tag('MASKB'),
  LASTA: tag('LASTA'),
  LASTB: tag('LASTB'),
  FLEX: tag('FLEX'),
  FDAY: tag('FDAY'),
  NEED: tag('NEED'),
  FOFFER: tag('FOFFER'),
  FINNER: tag('FINNER'),
  SUBJ: tag('SUBJ'),
  DVK: tag('DVK'),
  DISC: tag('DISC'),
  HOLD: tag('HOLD'),
  REVOKE: tag('REVOKE'),
  CONSENT: tag('CONSENT'),
} as const;
