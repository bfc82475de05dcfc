pragma circom 2.2.0;

include "lib/packing.circom";
include "lib/range.circom";

// Imports and exports of packed pairs, import + 2^30 * export, four a word, 60 bits apart. With values below 2^BITS, at
// most 2^30, the words have one unpacking.
template UnpackPairs(K, BITS) {
    assert(BITS <= 30);
    signal input words[wordCount(K, 4)];
    signal output imp[K];
    signal output exp[K];

    component pack = Pack(K, 4, 60);
    for (var k = 0; k < K; k++) {
        var pair = words[k \ 4] >> (60 * (k % 4));
        imp[k] <-- pair & ((1 << 30) - 1);
        exp[k] <-- (pair >> 30) & ((1 << 30) - 1);
        Range(BITS)(imp[k]);
        Range(BITS)(exp[k]);
        pack.in[k] <== imp[k] + (1 << 30) * exp[k];
    }
    for (var w = 0; w < wordCount(K, 4); w++) {
        pack.words[w] === words[w];
    }
}

// How far the day's net load lies below the baseline, half hour by half hour: with I, E of the day and their sums over
// the listed days, refImport * sumI - refExport * sumE - 1024 * n * (I - E) = 1024 * n * below + rest, 0 <= rest <
// 1024 * n. All zeros where every weight is 0.
//
// Expects weights as bits, of which at most 16 are 1; words of which the weighted ones are a settlement's, of 24-bit
// values; n in [1, 16], factors below 2^14, and from the caller |below| <= 2^27.
//
// A sum of up to sixteen values of 24 bits fits its 30-bit slot, so the words are added, and unpacked once. The left
// side stays below 2^44 in size, 1024 * n * below + rest below 2^42: nothing wraps, and the division has one result.
template Baseline(K, DAYS) {
    var RW = wordCount(K, 4);
    assert(DAYS <= 16);

    signal input weight[DAYS + 1]; // the day, then the listed ones
    signal input words[DAYS + 1][RW];
    signal input refImport[K];
    signal input refExport[K];
    signal input n;
    signal output below[K];

    signal weighted[DAYS + 1][RW];
    signal sum[RW];
    for (var w = 0; w < RW; w++) {
        var total = 0;
        for (var i = 0; i <= DAYS; i++) {
            weighted[i][w] <== weight[i] * words[i][w];
            if (i > 0) {
                total += weighted[i][w];
            }
        }
        sum[w] <== total;
    }
    signal imp[K];
    signal exp[K];
    (imp, exp) <== UnpackPairs(K, 24)(weighted[0]);
    signal sumImp[K];
    signal sumExp[K];
    (sumImp, sumExp) <== UnpackPairs(K, 28)(sum);

    signal expectedImp[K];
    signal expectedExp[K];
    signal divided[K];
    for (var k = 0; k < K; k++) {
        expectedImp[k] <== refImport[k] * sumImp[k];
        expectedExp[k] <== refExport[k] * sumExp[k];
        // Above 0 for the division, which knows no sign.
        var above = expectedImp[k] - expectedExp[k] + 1024 * n * ((1 << 27) - imp[k] + exp[k]);
        below[k] <-- above \ (1024 * n) - (1 << 27);
        divided[k] <== n * (imp[k] - exp[k] + below[k]);
        var rest = expectedImp[k] - expectedExp[k] - 1024 * divided[k];
        Range(14)(rest);
        Range(14)(1024 * n - 1 - rest);
    }
}
