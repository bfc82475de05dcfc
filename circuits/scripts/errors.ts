/** Everything that can go wrong with circuits, keys and their files; `remedy` is what the reader should do. */
export type ArtifactErrorCode =
  | 'SPEC' // circuits.json is missing, malformed, or does not name the circuit
  | 'SOURCE' // a source file or include cannot be read
  | 'COMPILE' // the circom compiler refused the circuit
  | 'R1CS' // a compiled circuit is not what the key builder understands
  | 'MANIFEST' // keys/manifest.json is missing or malformed
  | 'STALE_KEYS' // the circuit is no longer the one whose hashes are in the manifest
  | 'TAMPERED' // a file's bytes differ from the manifest
  | 'LOCK_TIMEOUT' // another process holds the cache for too long
  | 'PHASE1_INVALID' // a ceremony's phase 1 file is malformed, unprepared or does not verify
  | 'PHASE1_CURVE' // it is over another curve
  | 'PHASE1_TOO_SMALL' // a circuit has more constraints than it serves
  | 'CEREMONY_MISSING' // there is none in this folder
  | 'CEREMONY_EXISTS' // there is one already
  | 'CEREMONY_CHANGED' // somebody else's step came first
  | 'CEREMONY_CLOSED' // the beacon has ended it
  | 'CEREMONY_OPEN' // it has no beacon yet
  | 'CEREMONY_TAMPERED' // its keys or records are not what its steps made
  | 'CONTRIBUTION_MISSING' // a step is not there
  | 'CONTRIBUTION_NULL' // a contribution changes nothing
  | 'CONTRIBUTION_SIGNATURE' // it is not signed by a role of genesis
  | 'ROLE_UNKNOWN' // no such role, or not its key
  | 'ROLE_CONTRIBUTED' // it has contributed already
  | 'ORGANISATIONS' // fewer than three contributed
  | 'TRANSCRIPT_DIFFERS' // the keys' ceremony is not the one that genesis names
  | 'VERDICT_INVALID' // no verdict on the keys, or not one that two organisations signed on these
  | 'PHASE1_UNKNOWN' // phase 1 is neither a known file nor signed by enough organisations
  | 'BEACON_VALUE'; // no usable value or iterations

export interface ArtifactErrorData {
  file?: string;
  expected?: string;
  actual?: string;
  remedy?: string;
}

/** Circuits, keys or their files are not as they must be; the message ends with the remedy, if there is one. */
export class ArtifactError extends Error {
  override readonly name = 'ArtifactError';
  readonly file: string | undefined;
  readonly expected: string | undefined;
  readonly actual: string | undefined;
  readonly remedy: string | undefined;

  constructor(
    readonly code: ArtifactErrorCode,
    message: string,
    data: ArtifactErrorData = {},
  ) {
    super(data.remedy === undefined ? message : `${message}\n  ${data.remedy}`);
    this.file = data.file;
    this.expected = data.expected;
    this.actual = data.actual;
    this.remedy = data.remedy;
  }
}
