pragma circom 2.2.0;

include "lib/hash.circom";
include "lib/tags.circom";

// `leaf` stands under `root` by `path`: all eight children of every ancestor, leaf level first; not
// demanded where `weight` is 0. The child is one of the eight (a product of differences is zero): no
// index bits, so the position is bound only where the leaf contains it. Node and leaf tags differ and
// the depth is fixed, so an inner node cannot pass for a leaf.
template Merkle8(DEPTH) {
    signal input leaf;
    signal input path[DEPTH][8];
    signal input root;
    signal input weight;

    signal node[DEPTH + 1];
    signal product[DEPTH][7];

    node[0] <== leaf;
    for (var level = 0; level < DEPTH; level++) {
        product[level][0] <== (node[level] - path[level][0]) * (node[level] - path[level][1]);
        for (var i = 1; i < 7; i++) {
            product[level][i] <== product[level][i - 1] * (node[level] - path[level][i + 1]);
        }
        product[level][6] * weight === 0;
        node[level + 1] <== Hash(8, TAG_TREE())(path[level]);
    }
    (node[DEPTH] - root) * weight === 0;
}
