import { type Curve, curves } from 'snarkjs';

let shared: Promise<Curve> | undefined;

/**
 * BN254 without worker threads, one instance per process. snarkjs takes the curve that lies in this
 * global before it builds another, so a proof runs wholly on the calling thread, builds nothing anew, and
 * leaves no workers behind that would keep the process alive.
 */
export function singleThreadCurve(): Promise<Curve> {
  shared ??= curves.getCurveFromName('bn128', { singleThread: true }).then((curve) => {
    (globalThis as { curve_bn128?: Curve }).curve_bn128 = curve;
    return curve;
  });
  return shared;
}
