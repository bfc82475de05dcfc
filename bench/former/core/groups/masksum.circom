pragma circom 2.2.0;

include "lib/fold.circom";
include "lib/hash.circom";
include "lib/packing.circom";
include "lib/range.circom";
include "lib/tags.circom";

/*
MaskSum: the masks of one batch of settlements added to a hidden sum, by A or by B.

Statement: the prover knows the keys behind all tags between two checkpoints of the ledger's fold and adds
the masks that the settlements derived from the same keys; only the last batch opens the sum.

Parameters
  K             settlement periods a day
  N             settlements of a batch
Public
  stateOut      out: H(MSUM, saltOut, sums) after the batch
  sum[LW]       out: the sums if last, else 0
  context       digest of the transaction; binds the proof to every public field of it
  auctionId     the auction of the batch's settlements
  tagDomain     TAGA or TAGB
  maskDomain    MASKA or MASKB
  foldStart     fold of the tags at the start of the batch; auctionId at an auction's first
  foldEnd       and at its end
  first         1: the first batch of a published set, from zero sums
  last          1: the set's last batch
  stateIn       stateOut of the batch before; 0 at the first
Private
  k[N], active[N], saltIn, saltOut, sumsIn[LW]
Checks
  1. stateIn opens to saltIn and sumsIn; at the first, stateIn and sums are 0
  2. tag_i and the last mask are rate elements of the permutation of (k_i, auctionId, 0) under tagDomain,
     the other masks of that of (k_i, auctionId, 0 ...) under maskDomain
  3. the fold of the tags over the active slots leads from foldStart to foldEnd; active slots stand first
  4. sums grow by the masks of the active slots (in the field, as the settlements' lanes do)
  5. stateOut; sum = last * sums
A tag has one key but for a collision in 254 bits of a t = 4 permutation, so the masks are those that the
settlement used. The key of an inactive slot is used nowhere.
Preconditions (the node): tagDomain and maskDomain are the role's; the folds are neighbouring checkpoints of
this auction's tags of that role; stateIn, first and last follow from the set's plan, and are 0 or 1 where
they are bits. sum opens only for sets of at least 10.
*/
template MaskSum(K, N) {
    var LW = wordCount(2 * K, 6) + 1;

    signal input context;
    signal input auctionId;
    signal input tagDomain;
    signal input maskDomain;
    signal input foldStart;
    signal input foldEnd;
    signal input first;
    signal input last;
    signal input stateIn;

    signal input k[N];
    signal input active[N];
    signal input saltIn;
    signal input saltOut;
    signal input sumsIn[LW];

    signal output stateOut;
    signal output sum[LW];

    Bind()(context);

    // 1
    Bit()(first);
    signal opened <== MaskSumState(LW)(saltIn, sumsIn);
    stateIn === (1 - first) * opened;
    for (var w = 0; w < LW; w++) {
        first * sumsIn[w] === 0;
    }

    // 2
    signal tag[N];
    signal mask[N][LW];
    component own[N];
    component loads[N];
    for (var i = 0; i < N; i++) {
        own[i] = SqueezeDomain(3, 2);
        own[i].domain <== tagDomain;
        own[i].in <== [k[i], auctionId, 0];
        tag[i] <== own[i].out[0];

        loads[i] = SqueezeDomain(2, LW - 1);
        loads[i].domain <== maskDomain;
        loads[i].in <== [k[i], auctionId];
        for (var w = 0; w < LW - 1; w++) {
            mask[i][w] <== loads[i].out[w];
        }
        mask[i][LW - 1] <== own[i].out[1];
    }

    // 3
    signal end <== Fold(N)(foldStart, active, tag);
    end === foldEnd;

    // 4
    signal added[N][LW];
    signal sums[LW];
    for (var w = 0; w < LW; w++) {
        var total = sumsIn[w];
        for (var i = 0; i < N; i++) {
            added[i][w] <== active[i] * mask[i][w];
            total += added[i][w];
        }
        sums[w] <== total;
    }

    // 5
    stateOut <== MaskSumState(LW)(saltOut, sums);
    Bit()(last);
    for (var w = 0; w < LW; w++) {
        sum[w] <== last * sums[w];
    }
}

template MaskSumState(LW) {
    signal input salt;
    signal input sums[LW];
    signal output out;

    component h = Hash(LW + 1, TAG_MSUM());
    h.in[0] <== salt;
    for (var w = 0; w < LW; w++) {
        h.in[w + 1] <== sums[w];
    }
    out <== h.out;
}
