pragma circom 2.2.0;

include "core/books/order-cells.circom";

// The words of an offer: its cells are all sells.
template SellCells(K) {
    signal input level[K];
    signal input qty[K];
    signal output words[wordCount(K, 5)];

    signal side[K];
    for (var k = 0; k < K; k++) {
        side[k] <== 1;
    }
    words <== PackCells(K)(side, level, qty);
}
