pragma circom 2.2.0;

include "lib/packing.circom";

// `counted` where `in` is not 0, else 0. An inverse exists where `in` is not 0 alone; there the second line
// leaves no other value.
template CountIfNotZero() {
    signal input in;
    signal input counted;
    signal output out;

    signal inv <-- in != 0 ? counted / in : 0;
    out <== in * inv;
    in * (counted - out) === 0;
}

// Lane v is `counted` if every value of periods v * PERIODS to (v + 1) * PERIODS - 1 is above 0; the last lane
// asks for the periods that there are. A product of field elements is 0 only where one of them is.
template FilledLanes(K, PERIODS) {
    signal input in[K];
    signal input counted;
    signal output lanes[wordCount(K, PERIODS)];

    signal product[K];
    for (var v = 0; v < wordCount(K, PERIODS); v++) {
        var k = v * PERIODS;
        product[k] <== in[k];
        for (k++; k < K && k < (v + 1) * PERIODS; k++) {
            product[k] <== product[k - 1] * in[k];
        }
        lanes[v] <== CountIfNotZero()(product[k - 1], counted);
    }
}

/*
A settlement's count word: which words of the energy sums its readings fill, so that A and B can tell how many
contributors stand behind each before they open it. With G = ceil(K / 6) words of a side, lanes of 19 bits:
  w < G               every export of word w is above 0
  G + v, 2v < G       every import of words 2v and 2v + 1 is
  the last            every word has some import or export above 0: the member is active
Each times `counted`, a bit; a last word or pair has the periods that there are. Readings are of 24 bits, so that
a sum is 0 only where all of them are.
*/
template CountWord(K) {
    var G = wordCount(K, 6);
    var PAIRS = wordCount(K, 12);
    var LANES = G + PAIRS + 1;
    signal input imp[K];
    signal input exp[K];
    signal input counted;
    signal output word;

    component exports = FilledLanes(K, 6);
    exports.in <== exp;
    exports.counted <== counted;
    component imports = FilledLanes(K, 12);
    imports.in <== imp;
    imports.counted <== counted;

    signal someInAll[G];
    for (var w = 0; w < G; w++) {
        var some = 0;
        for (var k = 6 * w; k < K && k < 6 * (w + 1); k++) {
            some += imp[k] + exp[k];
        }
        if (w == 0) {
            someInAll[w] <== some;
        } else {
            someInAll[w] <== someInAll[w - 1] * some;
        }
    }
    signal active <== CountIfNotZero()(someInAll[G - 1], counted);

    // One word: 13 lanes are 247 bits.
    assert(LANES <= 13);
    component pack = Pack(LANES, 13, 19);
    for (var w = 0; w < G; w++) {
        pack.in[w] <== exports.lanes[w];
    }
    for (var v = 0; v < PAIRS; v++) {
        pack.in[G + v] <== imports.lanes[v];
    }
    pack.in[LANES - 1] <== active;
    word <== pack.words[0];
}
