pragma circom 2.2.0;

function wordCount(COUNT, PER_WORD) {
    return (COUNT + PER_WORD - 1) \ PER_WORD;
}

// in[i] stands in word floor(i / PER_WORD) at 2^(STRIDE * (i mod PER_WORD)). Linear: the caller bounds
// every value below 2^STRIDE, else words are ambiguous.
template Pack(COUNT, PER_WORD, STRIDE) {
    assert(PER_WORD * STRIDE <= 253);
    signal input in[COUNT];
    signal output words[wordCount(COUNT, PER_WORD)];

    for (var w = 0; w < wordCount(COUNT, PER_WORD); w++) {
        var word = 0;
        for (var i = 0; i < PER_WORD && w * PER_WORD + i < COUNT; i++) {
            word += in[w * PER_WORD + i] * (1 << (STRIDE * i));
        }
        words[w] <== word;
    }
}
