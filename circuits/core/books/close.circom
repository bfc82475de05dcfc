pragma circom 2.2.0;

include "lib/range.circom";
include "core/books/clearing-period.circom";
include "core/books/clearing.circom";

/*
Close: the result of a book's clearing, from the state after its last batch.

Statement: L and H are the lowest and the highest level at which supply and demand balance, p lies in the
middle, the margins ration the longer side at p uniformly: the operator has no discretion.

Parameters
  K             settlement periods a day
Public
  traded        out: bit k is 1 where period k traded; 0 where the book hides it
  enough        out: 1 where at least minGroup orders are not null
  volume        out: Wh traded in the day; 0 unless enough
  p[K]          out: levels; 0 where traded is
  lambdaBuy[K]  out: most a buy at p gets, 2^24 - 1 where buys are not long at p; 0 where traded is
  lambdaSell[K] out: the same for sells
  context       digest of the transaction; binds the proof to every public field of it
  auctionId     the book whose state this is; bound as the context, for the node looks the state up by it
  state         stateOut of the day's last batch
  minGroup      least number of non-null orders whose volume is published; the book's own
  hides         1: traded, levels and margins too are those of so many alone; the book's own
Private
  salt, sums[CW] (five sums a word), count, L[K], H[K], lambda[K], rationed[K]
Checks
  1. L, H 16 bits, lambda 24 bits, rationed 1 bit, L <= H
  2. state opens to salt, sums, count and the parameters
  3. enough = (count >= minGroup); hides is a bit, and nothing of any period is shown where it is 1 and enough 0
  4. per period (ClearingPeriod): X, Y >= 0; L = 0 or Y > 0; where L < H, X = 0; H = 65535 or X + V > 0; the
     rationed side is the longer one and lambda its margin, whether shown or not
  5. the sums of all periods pack to the committed words
Preconditions (the node): `state` is of this book, and its batches reach the fold of the gate; at most
2^18 orders (so sums are below 2^42 and count fits 19 bits); minGroup, below 2^19, and hides are those of the
book's record.
*/
template Close(K) {
    var CW = wordCount(7 * K, 5);
    var PW = wordCount(K, 4);

    signal input context;
    signal input auctionId;
    signal input state;
    signal input minGroup;
    signal input hides;

    signal input salt;
    signal input sums[CW];
    signal input count;
    signal input L[K];
    signal input H[K];
    signal input lambda[K];
    signal input rationed[K];

    signal output traded;
    signal output enough;
    signal output volume;
    signal output p[K];
    signal output lambdaBuy[K];
    signal output lambdaSell[K];

    Bind()(context);
    Bind()(auctionId);

    // 1
    signal wide[K];
    signal parameters[PW];
    (wide, parameters) <== ClearingParameters(K)(L, H, lambda, rationed);

    // 2
    signal opened <== ClearingState(K)(salt, sums, count, parameters);
    opened === state;

    // 3. The range holds count - minGroup where enough is 1, minGroup - 1 - count where it is 0. The two add up to
    // -1, so for no minGroup whatever do both lie in it: enough is never the prover's choice. With both numbers
    // below 2^19, as the node sees to, one of them always does.
    enough <-- count >= minGroup ? 1 : 0;
    Bit()(enough);
    signal reached <== enough * (2 * (count - minGroup) + 1);
    Range(19)(minGroup - 1 - count + reached);

    Bit()(hides);
    signal shows <== 1 - hides * (1 - enough);

    // 4
    component period[K];
    component pack = Pack(7 * K, 5, 50);
    var tradedBits = 0;
    var total = 0;
    for (var k = 0; k < K; k++) {
        period[k] = ClearingPeriod();
        period[k].L <== L[k];
        period[k].H <== H[k];
        period[k].wide <== wide[k];
        period[k].lambda <== lambda[k];
        period[k].rationed <== rationed[k];
        period[k].shows <== shows;
        for (var j = 0; j < 7; j++) {
            var i = 7 * k + j;
            period[k].sums[j] <-- (sums[i \ 5] >> (50 * (i % 5))) & ((1 << 50) - 1);
            pack.in[i] <== period[k].sums[j];
        }
        tradedBits += (1 << k) * period[k].traded;
        total += period[k].volume;
        p[k] <== period[k].p;
        lambdaBuy[k] <== period[k].lambdaBuy;
        lambdaSell[k] <== period[k].lambdaSell;
    }
    traded <== tradedBits;
    volume <== enough * total;

    // 5
    for (var w = 0; w < CW; w++) {
        pack.words[w] === sums[w];
    }
}
