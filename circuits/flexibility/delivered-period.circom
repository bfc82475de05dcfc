pragma circom 2.2.0;

include "lib/range.circom";

// One half hour of a delivery: what was delivered of the accepted y, or the other way, and what it is worth.
//
// Expects called and up as bits, fill of 24 bits, below an integer, prices below 2^28.
//
// With x = below, or its negative to turn up: delivered = min(max(0, x), y), opposed = min(max(0, -x), y). `away` says
// x < 0; its range leaves x = 0 no choice, and bounds x: -2^27 <= x < 2^27. Sizes below 2^28 cannot make both signs of
// a comparison true.
template DeliveredPeriod() {
    signal input called;
    signal input up;
    signal input fill;
    signal input below;
    signal input rate;
    signal input pen;
    signal input rebound;
    signal input comp;
    signal output net; // delivered - opposed
    signal output rated;
    signal output owed;
    signal output gain; // of what was delivered alone
    signal output missed;
    signal output back;
    signal output worst;

    signal y <== called * fill;
    signal x <== below - 2 * up * below;
    signal away <-- x < 0 ? 1 : 0;
    Bit()(away);
    signal size <== x - 2 * away * x;
    Range(27)(size - away);

    // over = (size >= y): the range check is on size - y or y - 1 - size.
    signal over <-- size >= y ? 1 : 0;
    Bit()(over);
    signal flip <== over * (2 * (size - y) + 1);
    Range(27)(y - 1 - size + flip);
    signal limited <== size + over * (y - size);
    signal opposed <== away * limited;
    net <== limited - 2 * opposed;

    rated <== rate * net;
    owed <== comp * net;
    gain <== rate * (limited - opposed);
    missed <== pen * (y - net);
    back <== rebound * (size - x) / 2; // max(0, -x)
    worst <== (rate + 2 * pen) * y;
}
