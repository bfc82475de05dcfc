pragma circom 2.2.0;

include "lib/hash.circom";
include "lib/range.circom";
include "lib/tags.circom";

// The running hash fold' = H(FOLD, fold, item) over the active slots, which stand first: a partial batch
// has one form only. From a checkpoint to a checkpoint of the ledger, no item can be dropped, added or
// reordered without a collision.
template Fold(N) {
    signal input start;
    signal input active[N];
    signal input item[N];
    signal output end;

    signal fold[N + 1];
    signal next[N];
    fold[0] <== start;
    for (var i = 0; i < N; i++) {
        Bit()(active[i]);
        if (i > 0) {
            active[i] * (1 - active[i - 1]) === 0;
        }
        next[i] <== Hash(2, TAG_FOLD())([fold[i], item[i]]);
        fold[i + 1] <== fold[i] + active[i] * (next[i] - fold[i]);
    }
    end <== fold[N];
}
