/** Everything that can go wrong with circuits, keys and their files; `remedy` is what the reader should do. */
export type ArtifactErrorCode =
  | 'SPEC' // circuits.json is missing, malformed, or does not name the circuit
  | 'SOURCE' // a source file or include cannot be read
  | 'COMPILE' // the circom compiler refused the circuit
  | 'R1CS' // a compiled circuit is not what the key builder understands
  | 'MANIFEST' // keys/manifest.json is missing or malformed
  | 'STALE_KEYS' // the circuit is no longer the one whose hashes are in the manifest
  | 'TAMPERED' // a file's bytes differ from the manifest
  | 'DEVELOPMENT_KEYS' // production was asked for and the keys have no ceremony
  | 'LOCK_TIMEOUT'; // another process holds the cache for too long

export interface ArtifactErrorData {
  file?: string;
  expected?: string;
  actual?: string;
  remedy?: string;
}

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
