pragma circom 2.2.0;

include "flexibility/member.circom";
include "flexibility/opened-offer.circom";
include "flexibility/payment.circom";
include "lib/packing.circom";
include "lib/range.circom";

/*
Claim: deposit and availability of an offer of which nothing was called.

Statement: an offer under `offerRoot` and its connection point give, by the published prices, the payment and the
masked words that are shown; nothing else is shown. No spend key is needed, so a home gateway can claim.

Parameters
  K             settlement periods a day
  ORDER_DEPTH   depth of a need's offer tree
Public
  payCm         out: commitment of the payment, rho = H(RHO, salt, needId)
  shown         out: 0; late, what the payment's note holds
  tagA, tagB    out: the point's tags of this need, known to A and to B; they are once
  lane[2]       out: words of money and of owed plus both masks
  context       digest of the transaction; binds the proof to every public field of it
  late          1: a late claim
  needId, terms (digest of all that the statement takes from the chain; the masks are those of these terms)
  asset, offerRoot
  share         of a forfeit, that each offer of a void need has
  traded        bit k: half hour k traded (a void need has none)
  p[K]          level of the price; lambda[K] the most that an offer at p gets
  fixed[K]      availability, price units
Private
  level[K], qty[K], payPk, deposit, salt, offerPath[ORDER_DEPTH][8]
  position, meterAx, meterAy, dayImportCap, dayExportCap, kA, kB, open
Checks, by their numbers in deliver
  1. point = H(POINT, position, meter, day caps, H(KEYA, kA), H(KEYB, kB), open);
     c = H(ORDER, needId, words, H(FINNER, point, payPk, deposit, salt)) under offerRoot
  2. per half hour: fill (FillCell)
  7. pay = deposit + share + sum of fixed * fill, below 2^45; nothing is charged, nor withheld for want of a proof
  8. excess = max(0, pay - deposit), below 2^45 as spare is; late is a bit; the note holds pay - late * excess, and
     shown says so; tags, and money word (pay, deposit, 0, 0) of 63 bits each and owed word 2^44 with their masks
Nothing here relates terms to what they digest, as in settle.
Preconditions (the node): nothing is called, the arrays are the need's: traded below 2^K, p (16 bits), lambda (24 bits),
share and fixed at least 0 and below 2^43 and 2^24, so that pay is a sum of terms >= 0 below 2^55 and cannot wrap; tagA,
tagB and payCm are new; shown is 0, late what the body names. From the offer circuit: cells of side 1, level 16 and
qty 24 bits, at most so much that availability stays below 2^44, and a deposit, a tier below 2^43, that was paid. From
enrolment: the record's position is below 2^32.
*/
template Claim(K, ORDER_DEPTH) {
    assert(K <= 128);

    signal input context;
    signal input late;
    signal input needId;
    signal input terms;
    signal input asset;
    signal input offerRoot;
    signal input share;
    signal input traded;
    signal input p[K];
    signal input lambda[K];
    signal input fixed[K];

    signal input level[K];
    signal input qty[K];
    signal input payPk;
    signal input deposit;
    signal input salt;
    signal input offerPath[ORDER_DEPTH][8];
    signal input position;
    signal input meterAx;
    signal input meterAy;
    signal input dayImportCap;
    signal input dayExportCap;
    signal input kA;
    signal input kB;
    signal input open;

    signal output payCm;
    signal output shown;
    signal output tagA;
    signal output tagB;
    signal output lane[2];

    Bind()(context);

    // 1, 2
    signal fill[K] <== OpenedOffer(K, ORDER_DEPTH)(
        needId, offerRoot, traded, p, lambda,
        level, qty, payPk, deposit, salt, offerPath,
        position, meterAx, meterAy, dayImportCap, dayExportCap, kA, kB, open
    );

    // 7
    signal available[K];
    var pay = deposit + share;
    for (var k = 0; k < K; k++) {
        available[k] <== fixed[k] * fill[k];
        pay += available[k];
    }
    Range(45)(pay);

    // 8
    Bit()(late);
    (payCm, shown) <== Payment()(late, needId, asset, payPk, salt, deposit, pay);
    signal moneyMask;
    signal owedMask;
    (tagA, tagB, moneyMask, owedMask) <== Member()(needId, terms, kA, kB);
    signal money[1] <== Pack(2, 4, 63)([pay, deposit]);
    lane[0] <== money[0] + moneyMask;
    lane[1] <== (1 << 44) + owedMask;
}
