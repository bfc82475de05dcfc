pragma circom 2.2.0;

include "lib/fold.circom";
include "lib/hash.circom";
include "lib/packing.circom";
include "lib/range.circom";
include "lib/tags.circom";

/*
MaskSum: the masks of one batch of settlements added to a hidden sum, by A or by B.

Statement: the prover knows the keys behind all tags between two checkpoints of the ledger's fold and adds
the masks that the settlements derived from the same keys; the last batch alone opens words of the sum: of each
word of energy both sides, or their difference, or nothing.

Parameters
  K             settlement periods a day; G = ceil(K / 6) words of a side
  N             settlements of a batch
Public
  stateOut      out: H(MSUM, saltOut, sums) after the batch
  sum[2G + 2]   out: of imports, of exports, money and count: what the last batch opens, else 0
  context       digest of the transaction; binds the proof to every public field of it
  groupId       the group of the batch's members
  terms         digest that their masks belong to
  tagDomain     TAGA or TAGB
  lastDomain    LASTA or LASTB
  maskDomain    MASKA or MASKB
  foldStart     fold of the tags at the start of the batch; groupId at a group's first
  foldEnd       and at its end
  first         1: the first batch of a published set, from zero sums
  last          1: the set's last batch
  stateIn       stateOut of the batch before; 0 at the first
  both[G]       1: word w opens with both sides
  net[G]        1: it opens as imports less exports
  money, count  1: this word opens
Private
  k[N], active[N], saltIn, saltOut, sumsIn[2G + 2]
Checks
  1. stateIn opens to saltIn and sumsIn; at the first, stateIn and sums are 0
  2. tag_i is rate element 1 of the permutation of (k_i, groupId, 0) under tagDomain; the masks of money and
     count are 1 and 3 of that of (k_i, terms, 0) under lastDomain, the other masks those of that of
     (k_i, terms, 0 ...) under maskDomain
  3. the fold of the tags over the active slots leads from foldStart to foldEnd; active slots stand first
  4. sums grow by the masks of the active slots (in the field, as the settlements' lanes do)
  5. stateOut
  6. with b = last * both_w and n = last * net_w: sum_w = b * s_w + n * (s_w - s_(G+w)),
     sum_(G+w) = b * s_(G+w); money and count times last and their bits
A tag has one key but for a collision in 254 bits of a t = 4 permutation, so the masks are those that the
settlement used. The key of an inactive slot is used nowhere.
Preconditions (the node): the domains are the role's; terms are the group's; the folds are neighbouring
checkpoints of this group's tags of that role; stateIn, first and last follow from the set's plan; what opens
follows from its count: both, net, money and count are bits, and no word opens both ways.
*/
template MaskSum(K, N) {
    var G = wordCount(K, 6);
    var EW = 2 * G; // energy words; then money and count

    signal input context;
    signal input groupId;
    signal input terms;
    signal input tagDomain;
    signal input lastDomain;
    signal input maskDomain;
    signal input foldStart;
    signal input foldEnd;
    signal input first;
    signal input last;
    signal input stateIn;
    signal input both[G];
    signal input net[G];
    signal input money;
    signal input count;

    signal input k[N];
    signal input active[N];
    signal input saltIn;
    signal input saltOut;
    signal input sumsIn[EW + 2];

    signal output stateOut;
    signal output sum[EW + 2];

    Bind()(context);

    // 1
    Bit()(first);
    signal opened <== MaskSumState(EW + 2)(saltIn, sumsIn);
    stateIn === (1 - first) * opened;
    for (var w = 0; w < EW + 2; w++) {
        first * sumsIn[w] === 0;
    }

    // 2
    signal tag[N];
    signal mask[N][EW + 2];
    component own[N];
    component ends[N];
    component loads[N];
    for (var i = 0; i < N; i++) {
        own[i] = SqueezeDomain(3, 1);
        own[i].domain <== tagDomain;
        own[i].in <== [k[i], groupId, 0];
        tag[i] <== own[i].out[0];

        loads[i] = SqueezeDomain(2, EW);
        loads[i].domain <== maskDomain;
        loads[i].in <== [k[i], terms];
        for (var w = 0; w < EW; w++) {
            mask[i][w] <== loads[i].out[w];
        }

        // The second hides shortfalls, which nobody sums.
        ends[i] = SqueezeDomain(3, 3);
        ends[i].domain <== lastDomain;
        ends[i].in <== [k[i], terms, 0];
        mask[i][EW] <== ends[i].out[0];
        mask[i][EW + 1] <== ends[i].out[2];
    }

    // 3
    signal end <== Fold(N)(foldStart, active, tag);
    end === foldEnd;

    // 4
    signal added[N][EW + 2];
    signal sums[EW + 2];
    for (var w = 0; w < EW + 2; w++) {
        var total = sumsIn[w];
        for (var i = 0; i < N; i++) {
            added[i][w] <== active[i] * mask[i][w];
            total += added[i][w];
        }
        sums[w] <== total;
    }

    // 5
    stateOut <== MaskSumState(EW + 2)(saltOut, sums);

    // 6
    Bit()(last);
    signal showBoth[G];
    signal showNet[G];
    signal difference[G];
    for (var w = 0; w < G; w++) {
        showBoth[w] <== last * both[w];
        showNet[w] <== last * net[w];
        difference[w] <== showNet[w] * (sums[w] - sums[G + w]);
        sum[w] <== showBoth[w] * sums[w] + difference[w];
        sum[G + w] <== showBoth[w] * sums[G + w];
    }
    signal showMoney <== last * money;
    signal showCount <== last * count;
    sum[EW] <== showMoney * sums[EW];
    sum[EW + 1] <== showCount * sums[EW + 1];
}

template MaskSumState(WORDS) {
    signal input salt;
    signal input sums[WORDS];
    signal output out;

    component h = Hash(WORDS + 1, TAG_MSUM());
    h.in[0] <== salt;
    for (var w = 0; w < WORDS; w++) {
        h.in[w + 1] <== sums[w];
    }
    out <== h.out;
}
