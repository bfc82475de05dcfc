/** The part of snarkjs that a ceremony uses; the package ships no types. */
declare module 'snarkjs' {
  /** What snarkjs says while it works; refusals are returned as false or -1 and explained by `error` only. */
  export interface Logger {
    debug(text: string): void;
    info(text: string): void;
    warn(text: string): void;
    error(text: string): void;
  }
  export const curves: { getCurveFromName(name: string): Promise<{ terminate(): Promise<void> }> };
  export const powersOfTau: {
    newAccumulator(curve: object, power: number, file: string): Promise<unknown>;
    contribute(old: string, next: string, name: string, entropy: string, logger: Logger): Promise<unknown>;
    preparePhase2(old: string, next: string, logger: Logger): Promise<unknown>;
    verify(ptau: string, logger: Logger): Promise<boolean>;
  };
  export const zKey: {
    /** @returns the circuit's hash, or -1 */
    newZKey(r1cs: string, ptau: string, zkey: string, logger: Logger): Promise<Uint8Array | -1>;
    /** @returns the contribution's hash */
    contribute(old: string, next: string, name: string, entropy: string, logger: Logger): Promise<Uint8Array>;
    /** @returns the contribution's hash, or false */
    beacon(
      old: string,
      next: string,
      name: string,
      value: string,
      iterationsExponent: number,
      logger: Logger,
    ): Promise<Uint8Array | false>;
    verifyFromR1cs(r1cs: string, ptau: string, zkey: string, logger: Logger): Promise<boolean>;
    exportVerificationKey(zkey: string): Promise<object>;
  };
}
