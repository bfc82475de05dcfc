/** Before our verifier puts its own curve where snarkjs looks for one: this one has threads to end. */
import * as snarkjs from 'snarkjs';

export function useSnarkjsCurve(): void {
  let curve: snarkjs.Curve;
  beforeAll(async () => {
    curve = await snarkjs.curves.getCurveFromName('bn128');
  });
  afterAll(() => curve.terminate());
}
