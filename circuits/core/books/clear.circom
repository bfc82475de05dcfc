pragma circom 2.2.0;

include "lib/fold.circom";
include "lib/range.circom";
include "core/books/clearing-cell.circom";
include "core/books/clearing.circom";
include "core/books/order-cells.circom";

/*
Clear: one batch of orders added to the sums of a day's clearing.

Statement: the prover opens the sealed orders between two checkpoints of the ledger's fold, all of them
and in order, and adds what each contributes at two levels L and H per period to the hidden sums of the
state before; no order with volume stands strictly between L and H.

Parameters
  K             settlement periods a day
  N             orders of a batch
Public
  stateOut      out: H(CLR, saltOut, sums, count, parameters) after the batch
  context       digest of the transaction; binds the proof to every public field of it
  auctionId     binds the orders, whose commitments contain it
  foldStart     fold of the orders at the start of the batch; auctionId at the first
  foldEnd       and at its end
  stateIn       stateOut of the batch before; 0 at the first
  first         1: the day's first batch, from zero sums
Private
  active[N], side[N][K], level[N][K], qty[N][K], inner[N]
  saltIn, saltOut, sumsIn[CW] (five sums a word), countIn
  L[K], H[K], lambda[K], rationed[K]
Checks
  1. L, H 16 bits, lambda 24 bits, rationed 1 bit, L <= H: in every batch, so that the packed parameters
     have one unpacking and stay what batch 0 fixed
  2. stateIn opens to saltIn, sumsIn, countIn and the same parameters; at the first, stateIn, sums and
     count are 0
  3. c_i = H(ORDER, auctionId, words_i, inner_i); the fold over the active slots leads from foldStart to
     foldEnd; active slots stand first
  4. the words of an inactive slot are padding: sells at level 0 of quantity 0, which add nothing
  5. each cell is the one committed, stands where it is filed against L and H, and adds there
     (ClearingCell)
  6. count: orders with any quantity
  7. stateOut commits the sums, which only grow
An inactive slot counts in C where L = 0, lambda = 0 and sells are rationed; the close refuses lambda = 0
with sells rationed, as no margin of sells is below 0. Its `inner` is used nowhere.
Preconditions (the node): foldStart and foldEnd are neighbouring checkpoints of this auction; stateIn and
first follow from the batch before; `first` is 0 or 1; an auction takes at most 2^18 orders, each proven by
the order circuit (ClearingCell leans on well-formed cells; sums then stay below 2^42).
*/
template Clear(K, N) {
    var OW = wordCount(K, 5);
    var CW = wordCount(7 * K, 5);
    var PW = wordCount(K, 4);
    assert(K <= 128); // a day's quantities sum below 2^31

    signal input context;
    signal input auctionId;
    signal input foldStart;
    signal input foldEnd;
    signal input stateIn;
    signal input first;

    signal input active[N];
    signal input side[N][K];
    signal input level[N][K];
    signal input qty[N][K];
    signal input inner[N];
    signal input saltIn;
    signal input saltOut;
    signal input sumsIn[CW];
    signal input countIn;
    signal input L[K];
    signal input H[K];
    signal input lambda[K];
    signal input rationed[K];

    signal output stateOut;

    Bind()(context);

    // 1
    signal wide[K];
    signal parameters[PW];
    (wide, parameters) <== ClearingParameters(K)(L, H, lambda, rationed);

    // 2
    Bit()(first);
    signal opened <== ClearingState(K)(saltIn, sumsIn, countIn, parameters);
    stateIn === (1 - first) * opened;
    for (var w = 0; w < CW; w++) {
        first * sumsIn[w] === 0;
    }
    first * countIn === 0;

    // 3
    signal words[N][OW];
    signal c[N];
    for (var i = 0; i < N; i++) {
        words[i] <== PackCells(K)(side[i], level[i], qty[i]);
        c[i] <== OrderCommitment(OW)(auctionId, words[i], inner[i]);
    }
    signal end <== Fold(N)(foldStart, active, c);
    end === foldEnd;

    // 4
    for (var w = 0; w < OW; w++) {
        var padding = 0;
        for (var j = 0; j < 5 && 5 * w + j < K; j++) {
            padding += 1 << (50 * j);
        }
        for (var i = 0; i < N; i++) {
            (1 - active[i]) * (words[i][w] - padding) === 0;
        }
    }

    // 5
    component cell[N][K];
    component pack = Pack(7 * K, 5, 50);
    for (var k = 0; k < K; k++) {
        for (var i = 0; i < N; i++) {
            cell[i][k] = ClearingCell();
            cell[i][k].side <== side[i][k];
            cell[i][k].level <== level[i][k];
            cell[i][k].qty <== qty[i][k];
            cell[i][k].L <== L[k];
            cell[i][k].H <== H[k];
            cell[i][k].wide <== wide[k];
            cell[i][k].lambda <== lambda[k];
            cell[i][k].rationed <== rationed[k];
        }
        for (var j = 0; j < 7; j++) {
            var sum = 0;
            for (var i = 0; i < N; i++) {
                sum += cell[i][k].sums[j];
            }
            pack.in[7 * k + j] <== sum;
        }
    }

    // 6
    var count = countIn;
    signal nonNull[N];
    for (var i = 0; i < N; i++) {
        var total = 0;
        for (var k = 0; k < K; k++) {
            total += qty[i][k];
        }
        nonNull[i] <== Positive(31)(total);
        count += nonNull[i];
    }

    // 7
    signal sums[CW];
    for (var w = 0; w < CW; w++) {
        sums[w] <== sumsIn[w] + pack.words[w];
    }
    stateOut <== ClearingState(K)(saltOut, sums, count, parameters);
}
