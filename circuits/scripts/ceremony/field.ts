/** The base field of BN254, as far as snarkjs's files need it. */
export const Q = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;

function inverse(x: bigint): bigint {
  let result = 1n;
  for (let square = x % Q, e = Q - 2n; e > 0n; e >>= 1n, square = (square * square) % Q) {
    if (e & 1n) result = (result * square) % Q;
  }
  return result;
}

const INVERSE = inverse(1n << 256n);

/** snarkjs keeps coordinates in Montgomery form by 2^256. */
export const fromMontgomery = (x: bigint): bigint => (x * INVERSE) % Q;

/** (1, 2), the generator of G1, as snarkjs's files hold it. */
export const G1_GENERATOR: Buffer = Buffer.concat(
  [1n, 2n].map((x) => {
    const hex = ((x << 256n) % Q).toString(16).padStart(64, '0');
    return Buffer.from(hex, 'hex').reverse();
  }),
);
