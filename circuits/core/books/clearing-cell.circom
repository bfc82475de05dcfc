pragma circom 2.2.0;

include "lib/range.circom";

// What one cell of an order adds to the seven sums of its period, and that it is well-formed enough for
// its packed word to have no other unpacking.
//
// Expects L <= H of 16 bits, lambda of 24 bits, wide = (L < H) and rationed as bits (ClearingParameters).
//
// Unpacking. The order circuit proved the committed cell: side 1 bit, level 16 bits, qty 24 bits. Here the
// ranges are wider: -2^16 <= level < 2^17 and -2^24 <= qty < 2^25, as one range check each both compares
// and bounds. Still only the committed values pass. A cell side + 2 * level + 2^20 * qty stays below 2^46
// in size, so two equal words (five cells, 50 bits apart) have equal integers, and cell by cell from the
// lowest, whose difference is a multiple of 2^50 below 2^47, equal cells. Equal cells have equal sides
// (parity); then the levels, less than 2^18 apart, differ by a multiple of 2^19, so they are equal, and so
// are the quantities.
//
// Filing. With the committed level, `below` needs level < L, `atL` level = L, `atH` level = H > L and
// `above` level > H: an order with volume has one file only, and none strictly between L and H, as
// `between` needs qty = 0. A null order above L may file as between: it adds 0 either way.
template ClearingCell() {
    signal input side;
    signal input level;
    signal input qty;
    signal input L;
    signal input H;
    signal input wide;
    signal input lambda;
    signal input rationed;
    signal output sums[7]; // D(>=L), S(<=L), D(=L), S(=L), V(=H), M, C

    Bit()(side);

    signal below <-- level < L ? 1 : 0;
    signal atL <-- level == L ? 1 : 0;
    signal atH <-- level == H && L != H ? 1 : 0;
    signal above <-- level > H ? 1 : 0;
    signal between <== 1 - below - atL - atH - above;
    Bit()(below);
    Bit()(atL);
    Bit()(atH);
    Bit()(above);
    Bit()(between);
    atH * (1 - wide) === 0;
    between * qty === 0;

    // level = reference + direction * distance, distance in [1, 2^16] off the reference and 0 on it.
    signal reference <== L + (atH + above) * (H - L);
    var direction = between + above - below;
    var off = between + above + below;
    signal distance <== direction * (level - reference);
    (1 - off) * (level - reference) === 0;
    Range(16)(distance - off);

    // reaches = (qty >= lambda): the range check is on qty - lambda or lambda - 1 - qty.
    signal reaches <-- qty >= lambda ? 1 : 0;
    Bit()(reaches);
    signal flip <== reaches * (2 * (qty - lambda) + 1);
    Range(24)(lambda - 1 - qty + flip);

    signal sell <== side * qty;
    signal buy <== qty - sell;
    sums[0] <== buy * (1 - below); // none is between: that would need volume
    sums[1] <== sell * (below + atL);
    sums[2] <== buy * atL;
    sums[3] <== sell * atL;
    sums[4] <== qty * atH;

    // On the rationed side at L: min(qty, lambda), and whether lambda binds.
    signal bothSell <== side * rationed;
    signal counted <== atL * (1 - side - rationed + 2 * bothSell);
    signal limited <== qty + reaches * (lambda - qty);
    sums[5] <== counted * limited;
    sums[6] <== counted * reaches;
}
