pragma circom 2.2.0;

include "circomlib/circuits/bitify.circom";
include "core/readings/opened-reading.circom";
include "flexibility/baseline.circom";
include "flexibility/delivered-period.circom";
include "flexibility/member.circom";
include "flexibility/opened-offer.circom";
include "flexibility/payment.circom";
include "lib/hash.circom";
include "lib/packing.circom";
include "lib/range.circom";
include "lib/tags.circom";

/*
Deliver: what an offer delivered of what was called, against the baseline of its own past, and its payment.

Statement: an offer under `offerRoot`, the reading of its position on the need's day and on every listed day give, by
the published prices, the payment and the masked words that are shown; or nothing is proven, and the payment is that of
the worst that could be. No spend key is needed, so a home gateway can deliver.

Parameters
  K             settlement periods a day
  ORDER_DEPTH   depth of a need's offer tree, of a readings' tree and of the tree over a day's readings
  DAYS          room of the list
Public
  payCm         out: commitment of the payment, rho = H(RHO, salt, needId)
  shown         out: 0; late, what the payment's note holds
  tagA, tagB    out: the point's tags of this need, known to A and to B; they are once
  lane[G + 2]   out: words of energy, of money and of owed plus both masks; G = ceil(K / 6)
  context       digest of the transaction; binds the proof to every public field of it
  late          1: a late delivery
  needId, terms (digest of all that the statement takes from the chain; the masks are those of these terms)
  asset, offerRoot
  traded        bit k: half hour k traded
  p[K]          level of the price; lambda[K] the most that an offer at p gets
  fixed[K]      availability of what was not called, price units
  called        bit k: half hour k was called
  up            bit k: to use more, else less
  rate[K]       availability and utilisation of what was called; pen[K] the penalty
  rebound[K]    price of what went the other way; comp[K] what the supplier is owed
  refImport[K], refExport[K]  what the reference did with imports and exports, in 1/1024
  chainId, day
  auctionRoot   of the readings of the auction that the transaction names
  n             days of the list; active[DAYS] bits; days[DAYS]
  readRoots[DAYS] over the readings of the listed days
Private
  level[K], qty[K], payPk, deposit, salt, offerPath[ORDER_DEPTH][8]
  position, meterAx, meterAy, dayImportCap, dayExportCap, kA, kB, open
  proven        0: no reading is opened
  status, words[RW], totals, readPoint, salt2, readPath[ORDER_DEPTH][8]: of DAYS + 1 days, the need's first
Checks
  1. point = H(POINT, position, meter, day caps, H(KEYA, kA), H(KEYB, kB), open);
     c = H(ORDER, needId, words, H(FINNER, point, payPk, deposit, salt)) under offerRoot
  2. per half hour: fill (FillCell)
  3. proven is a bit; where it is 1, R = H(READC, H(READ, chainId, position + 2^32 day + 2^64 status, words), totals,
     readPoint, salt2) of the day under auctionRoot, and of every active listed day under its root; status is a bit
  4. per half hour: how far the net load lies below the baseline (Baseline), 0 where nothing is proven
  5. y = called * fill, 0 where the day's reading is proven and of status 1; of it delivered and opposed
     (DeliveredPeriod)
  6. availability = sum of fixed * fill, rated = sum of rate * (delivered - opposed), owed = sum of
     comp * (delivered - opposed); charges = proven * (sum of pen * (y - delivered + opposed) +
     min(sum of rate * delivered, sum of rebound * max(0, -x))); unproven = (1 - proven) * sum of (rate + 2 * pen) * y
  7. pay = deposit + availability + rated - charges - unproven; pay, charges and unproven below 2^45, rated and owed
     below 2^44 in size
  8. excess = max(0, pay - deposit), below 2^45 as spare is; late is a bit; the note holds pay - late * excess, and
     shown says so; tags, and with their masks the energy words of delivered - opposed + 2^24, 42 bits each, money word
     (pay, deposit, charges, unproven) of 63 bits each and owed word owed + 2^44
Where nothing is proven all weights are 0: no reading is demanded, the words of any count as zeros, below is 0 and so is
all that is delivered. An inactive day has weight 0 always. So a prover chooses between all listed days and none.
Nothing here relates terms to what they digest, as in settle.
Preconditions (the node): something is called, called is within traded; traded, called and up below 2^K; p (16 bits) and
lambda (24 bits) are the book's; all prices at least 0 and fixed, rebound and comp below 2^24, rate below 2^25, pen below
2^27, so that every sum over a day is below 2^60 and none can wrap; factors in [256, 4096]; n in [1, DAYS] is the number
of active days, which are bits; days below 2^32 and their roots are the list's, auctionRoot that of the day's auction;
tagA, tagB and payCm are new; shown is 0, late what the body names. From the offer circuit: cells of side 1, level 16 and
qty 24 bits, and a deposit, a tier below 2^43, that was paid and is at least collateral * sum of qty: what keeps
payments at or above 0 and every word in its range, so that nobody's delivery is refused. From enrolment: the record's
position is below 2^32. From settle: words of 24-bit values, the position below 2^32.
*/
template Deliver(K, ORDER_DEPTH, DAYS) {
    var RW = wordCount(K, 4);
    var G = wordCount(K, 6);
    assert(K <= 128);

    signal input context;
    signal input late;
    signal input needId;
    signal input terms;
    signal input asset;
    signal input offerRoot;
    signal input traded;
    signal input p[K];
    signal input lambda[K];
    signal input fixed[K];
    signal input called;
    signal input up;
    signal input rate[K];
    signal input pen[K];
    signal input rebound[K];
    signal input comp[K];
    signal input refImport[K];
    signal input refExport[K];
    signal input chainId;
    signal input day;
    signal input auctionRoot;
    signal input n;
    signal input active[DAYS];
    signal input days[DAYS];
    signal input readRoots[DAYS];

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
    signal input proven;
    signal input status[DAYS + 1];
    signal input words[DAYS + 1][RW];
    signal input totals[DAYS + 1];
    signal input readPoint[DAYS + 1];
    signal input salt2[DAYS + 1];
    signal input readPath[DAYS + 1][ORDER_DEPTH][8];

    signal output payCm;
    signal output shown;
    signal output tagA;
    signal output tagB;
    signal output lane[G + 2];

    Bind()(context);

    // 1, 2
    signal fill[K] <== OpenedOffer(K, ORDER_DEPTH)(
        needId, offerRoot, traded, p, lambda,
        level, qty, payPk, deposit, salt, offerPath,
        position, meterAx, meterAy, dayImportCap, dayExportCap, kA, kB, open
    );

    // 3
    Bit()(proven);
    signal weight[DAYS + 1];
    signal dayOf[DAYS + 1];
    signal rootOf[DAYS + 1];
    weight[0] <== proven;
    dayOf[0] <== day;
    rootOf[0] <== auctionRoot;
    for (var i = 0; i < DAYS; i++) {
        weight[i + 1] <== proven * active[i];
        dayOf[i + 1] <== days[i];
        rootOf[i + 1] <== readRoots[i];
    }
    for (var i = 0; i <= DAYS; i++) {
        OpenedReading(K, ORDER_DEPTH)(
            chainId, position, dayOf[i], status[i], words[i], totals[i], readPoint[i], salt2[i], readPath[i],
            rootOf[i], weight[i]
        );
    }

    // 4
    signal below[K] <== Baseline(K, DAYS)(weight, words, refImport, refExport, n);

    // 5, and the terms of 6. Who reads the meter itself is neither paid nor charged.
    signal readBySelf <== 1 - proven * status[0];
    signal calledBit[K] <== Num2Bits(K)(called);
    signal upBit[K] <== Num2Bits(K)(up);
    signal counted[K];
    signal available[K];
    component period[K];
    component energy = Pack(K, 6, 42);
    var availability = 0;
    var rated = 0;
    var owed = 0;
    var gain = 0;
    var missed = 0;
    var back = 0;
    var worst = 0;
    for (var k = 0; k < K; k++) {
        counted[k] <== calledBit[k] * readBySelf;
        period[k] = DeliveredPeriod();
        period[k].called <== counted[k];
        period[k].up <== upBit[k];
        period[k].fill <== fill[k];
        period[k].below <== below[k];
        period[k].rate <== rate[k];
        period[k].pen <== pen[k];
        period[k].rebound <== rebound[k];
        period[k].comp <== comp[k];
        energy.in[k] <== period[k].net + (1 << 24);
        available[k] <== fixed[k] * fill[k];
        availability += available[k];
        rated += period[k].rated;
        owed += period[k].owed;
        gain += period[k].gain;
        missed += period[k].missed;
        back += period[k].back;
        worst += period[k].worst;
    }

    // 6. Sums below 2^60: both signs of the comparison cannot be in the range.
    signal less <-- back < gain ? 1 : 0;
    Bit()(less);
    signal lesser <== gain + less * (back - gain);
    signal excessOf <== less * (2 * (gain - back) - 1);
    Range(60)(back - gain + excessOf);
    signal charges <== proven * (missed + lesser);
    signal unproven <== (1 - proven) * worst;

    // 7
    var pay = deposit + availability + rated - charges - unproven;
    Range(45)(pay);
    Range(45)(charges);
    Range(45)(unproven);
    Range(45)(rated + (1 << 44));
    Range(45)(owed + (1 << 44));

    // 8
    Bit()(late);
    (payCm, shown) <== Payment()(late, needId, asset, payPk, salt, deposit, pay);
    signal moneyMask;
    signal owedMask;
    (tagA, tagB, moneyMask, owedMask) <== Member()(needId, terms, kA, kB);
    // As a settlement's masks of both sides: of those of the second there is no word.
    signal maskA[2 * G] <== Squeeze(2, 2 * G, TAG_MASKA())([kA, terms]);
    signal maskB[2 * G] <== Squeeze(2, 2 * G, TAG_MASKB())([kB, terms]);
    for (var w = 0; w < G; w++) {
        lane[w] <== energy.words[w] + maskA[w] + maskB[w];
    }
    signal money[1] <== Pack(4, 4, 63)([pay, deposit, charges, unproven]);
    lane[G] <== money[0] + moneyMask;
    lane[G + 1] <== owed + (1 << 44) + owedMask;
}
