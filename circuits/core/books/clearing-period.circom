pragma circom 2.2.0;

include "lib/range.circom";
include "core/books/clearing.circom";

// One period of the close: its seven sums, written in terms of range-checked differences, and the result
// they prove. The caller compares the sums, packed, with the committed words.
//
// Expects L <= H of 16 bits, lambda of 24 bits, wide = (L < H) and rationed as bits (ClearingParameters), and shows
// as a bit: 0 makes zeros of all that is published of the period, and leaves volume to the caller.
//
// X(p) = S(<=p) - D(>p) and Y(p) = D(>=p) - S(<p) = -X(p - 1): p balances when X(p) >= 0 and Y(p) >= 0. As p
// rises X never falls and Y never rises, so the balanced levels are an interval. X stands for X(L), Y for
// Y(L). The batches proved that nothing with volume stands strictly between L and H, and V(=H) = 0 unless
// L < H, so X(H) = X + V in every case.
//
// Unpacking. The committed sums are integers in [0, 2^42): at most 2^18 orders of 24 bits. The checks here
// keep every sum below 2^45 in size, so in words of five sums 50 bits apart only the committed ones pass
// (differences below 2^46 that are, from the lowest up, multiples of 2^50).
template ClearingPeriod() {
    signal input L;
    signal input H;
    signal input wide;
    signal input lambda;
    signal input rationed;
    signal input shows;
    signal input sums[7]; // D(>=L), S(<=L), D(=L), S(=L), V(=H), M, C
    signal output traded;
    signal output volume;
    signal output p;
    signal output lambdaBuy;
    signal output lambdaSell;

    // X and Y, and with them D(=L) and S(=L), are bounded; L and H balance, one further out does not.
    signal X <== sums[1] - sums[0] + sums[2];
    signal Y <== sums[0] - sums[1] + sums[3];
    Range(42)(X);
    signal lowest <== Positive(42)(Y);
    L * (1 - lowest) === 0;
    wide * X === 0; // then Y(H) = -X(H - 1) = -X(L) = 0, and H balances
    signal highest <== Positive(42)(X + sums[4]);
    (H - 65535) * (1 - highest) === 0;

    // T = min(D(>=L), S(<=L)); the longer side exceeds it by `excess`.
    signal buysLong <-- sums[0] > sums[1] ? 1 : 0;
    signal sellsLong <-- sums[1] > sums[0] ? 1 : 0;
    Bit()(buysLong);
    Bit()(sellsLong);
    signal excess <== (buysLong - sellsLong) * (sums[0] - sums[1]);
    signal long <== Positive(42)(excess);
    long === buysLong + sellsLong;
    (1 - long) * (sums[0] - sums[1]) === 0;
    signal demandExcess <== buysLong * excess;
    volume <== sums[0] - demandExcess;
    signal some <== Positive(42)(volume);
    traded <== shows * some;

    // lambda is the least that reaches the target at L: M >= target > M - C. For buys the target is X; for
    // sells Y + 1, and the sellers' margin is lambda - 1: never less is bought than sold. As lambda = 0 on no
    // long side, M = 0 and C counts the buys at L. X = 0 where L < H, so no sells are long there.
    rationed === sellsLong;
    (1 - long) * lambda === 0;
    signal buyTarget <== buysLong * X;
    signal sellTarget <== sellsLong * (Y + 1);
    signal over <== sums[5] - buyTarget - sellTarget;
    Range(19)(over);
    Range(19)(sums[6] - over - long);

    // p = floor((L + H) / 2). `inside` bounds p, so L + H = 2 p + odd holds over the integers.
    signal mid <-- (L + H) \ 2;
    Bit()(L + H - 2 * mid);
    signal inside <== Positive(16)(mid - L);

    // Nothing with volume stands at p > L, so no margin there; and nothing is published where none trades.
    var NO_MARGIN = (1 << 24) - 1;
    signal buyMargin <== buysLong * (1 - inside);
    signal buyLimit <== NO_MARGIN + buyMargin * (lambda - NO_MARGIN);
    signal sellLimit <== NO_MARGIN + sellsLong * (lambda - 1 - NO_MARGIN);
    p <== traded * mid;
    lambdaBuy <== traded * buyLimit;
    lambdaSell <== traded * sellLimit;
}
