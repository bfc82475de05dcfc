pragma circom 2.2.0;

include "lib/range.circom";

// What one half hour of an offer sold, and that its cell is well-formed enough for its packed word to have no other
// unpacking: whole below the price's level p, min(qty, lambda) at p, nothing above it or where nothing traded.
//
// Expects traded as a bit, p of 16 bits, lambda of 24 bits.
//
// Unpacking. The offer circuit proved the committed cell: side 1, level 16 bits, qty 24 bits. Here the ranges are
// wider: -2^16 <= level < 2^17 and -2^24 <= qty < 2^25, as one range check each both compares and bounds. Still only
// the committed values pass. A cell 1 + 2 * level + 2^20 * qty stays below 2^46 in size, so two equal words (five
// cells, 50 bits apart) have equal integers, and cell by cell from the lowest, whose difference is a multiple of 2^50
// below 2^47, equal cells. Their levels, less than 2^18 apart, differ by a multiple of 2^19, so they are equal, and so
// are the quantities.
template FillCell() {
    signal input level;
    signal input qty;
    signal input traded;
    signal input p;
    signal input lambda;
    signal output fill;

    signal below <-- level < p ? 1 : 0;
    signal at <-- level == p ? 1 : 0;
    signal above <== 1 - below - at;
    Bit()(below);
    Bit()(at);
    Bit()(above);

    // The distance lies in [1, 2^16] off p and is 0 at p.
    at * (level - p) === 0;
    signal distance <== (above - below) * (level - p);
    Range(16)(distance + at - 1);

    // reaches = (qty >= lambda): the range check is on qty - lambda or lambda - 1 - qty.
    signal reaches <-- qty >= lambda ? 1 : 0;
    Bit()(reaches);
    signal flip <== reaches * (2 * (qty - lambda) + 1);
    Range(24)(lambda - 1 - qty + flip);
    signal limited <== qty + reaches * (lambda - qty);

    signal whole <== below * qty;
    signal part <== at * limited;
    fill <== traded * (whole + part);
}
