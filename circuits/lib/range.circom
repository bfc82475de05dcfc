pragma circom 2.2.0;

include "circomlib/circuits/bitify.circom";

// 0 <= in < 2^BITS. BITS <= 253, so that the bits stand for one field element only.
template Range(BITS) {
    assert(BITS <= 253);
    signal input in;

    component bits = Num2Bits(BITS);
    bits.in <== in;
}

template Bit() {
    signal input in;

    in * (in - 1) === 0;
}

// in = pos - neg with pos = max(0, in) and neg = max(0, -in), for |in| < 2^BITS (proven).
// pos * neg = 0 leaves one of them zero, so the range of their sum is the range of the other:
// neither can wrap around the field, and in = 0 has the only solution 0, 0.
template SignedParts(BITS) {
    signal input in;
    signal output pos;
    signal output neg;

    pos <-- in > 0 ? in : 0;
    neg <== pos - in;
    pos * neg === 0;
    Range(BITS)(pos + neg);
}

// For a public input that nothing else constrains (the transaction's context). Without a constraint its
// element of the verification key can be the point at infinity and a proof holds for any value of it;
// snarkjs adds a row of its own against that, this does not rely on it.
template Bind() {
    signal input in;

    signal square <== in * in;
}
