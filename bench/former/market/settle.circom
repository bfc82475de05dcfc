pragma circom 2.2.0;

include "circomlib/circuits/bitify.circom";
include "core/money/note.circom";
include "core/readings/reading.circom";
include "lib/curve.circom";
include "lib/hash.circom";
include "lib/merkle8.circom";
include "lib/packing.circom";
include "lib/range.circom";
include "lib/tags.circom";
include "core/books/order-cells.circom";
include "market/settle-period.circom";

/*
Settle: the bill of one connection point for one day, refunded from its deposit.

Statement: an order under `orderRoot` and a signed reading day of the same connection point give, by the
published prices, the refund, the shortfall and the masked lanes that are shown; nothing else is shown.
No spend key is needed, so a home gateway can settle.

Parameters
  K             settlement periods a day
  ORDER_DEPTH   depth of an auction's order tree
Public
  nf            out: H(SETTLE, salt, auctionId), one settlement per order, unlinkable to it
  R             out: commitment of the reading day, for later statements
  refundCm      out: commitment of the refund, rho = H(RHO, salt, auctionId)
  tagA, tagB    out: the point's tags of this auction, known to A and to B
  short         out: shortfall plus a key word that A knows
  lane[LW]      out: packed import, export and money of the day plus both masks
  context       digest of the transaction; binds the proof to every public field of it
  status        0: signed by the meter, 1: by the DSO's data key
  auctionId, chainId, day, orderRoot, asset
  dsoX, dsoY    the DSO's data key
  floor, tick   price = floor + tick * level
  fixedPerDay   the supplier's fixed charge
  traded        bit k: volume traded in period k (a void auction has none)
  p[K]          level of the price; lambdaBuy[K], lambdaSell[K] margins of the orders at p
  importPrice[K], exportPrice[K], network[K], discount[K]
Private
  ownerPk, deposit, salt, orderPath[ORDER_DEPTH][8], side[K], level[K], qty[K]
  position, meterAx, meterAy, dayImportCap, dayExportCap, kA, kB
  imp[K], exp[K] (Wh), R8x, R8y, S (signature)
Checks
  1. point = H(POINT, position, meter, day caps, H(KEYA, kA), H(KEYB, kB))
  2. c = H(ORDER, auctionId, words, H(INNER, ownerPk, point, deposit, salt)) under orderRoot
  3. reading: 24-bit values; M = H(READ, chainId, position + 2^32 day + 2^64 status, words), signed by
     the key of its status; status is a bit
  4. totals of the day are within the point's day caps
  5. per period: fill, residual and discount (SettlePeriod), and cost = sum of
       price * (buyFill - sellFill) + pos * importPrice - neg * exportPrice
       + import * network - discount * min(buyFill, import) + discount * max(0, sellFill - export)
     plus fixedPerDay
  6. deposit - cost = refund - shortfall, one of them 0, both below 2^45
  7. network lane below 2^45, |tradeNet| below 2^44 (lanes of 2^18 members cannot overflow 63 bits)
  8. R, refundCm, nf, tags, short and lanes are computed from these values
Preconditions (the node): market arrays, traded, p (16 bits) and margins (24 bits) are the auction's;
0 <= discount <= network; prices below 2^24 in size; chainId and day are this auction's, day below
2^32; the DSO's key is a point of the curve; status equals membership of tagA in the status list; nf,
tagA, tagB and refundCm are new. From enrolment: position below 2^32, day caps below 2^32, meter key in
the subgroup. From the order circuit: the point stands in the auction's tree and deposit was paid (tiers
are below 2^45, else a refund could not be proven).
*/
template Settle(K, ORDER_DEPTH) {
    var OW = wordCount(K, 5);
    var EW = wordCount(2 * K, 6); // energy lanes; the last lane is money

    signal input context;
    signal input status;
    signal input auctionId;
    signal input chainId;
    signal input day;
    signal input orderRoot;
    signal input asset;
    signal input dsoX;
    signal input dsoY;
    signal input floor;
    signal input tick;
    signal input fixedPerDay;
    signal input traded;
    signal input p[K];
    signal input lambdaBuy[K];
    signal input lambdaSell[K];
    signal input importPrice[K];
    signal input exportPrice[K];
    signal input network[K];
    signal input discount[K];

    signal input ownerPk;
    signal input deposit;
    signal input salt;
    signal input orderPath[ORDER_DEPTH][8];
    signal input side[K];
    signal input level[K];
    signal input qty[K];
    signal input position;
    signal input meterAx;
    signal input meterAy;
    signal input dayImportCap;
    signal input dayExportCap;
    signal input kA;
    signal input kB;
    signal input imp[K];
    signal input exp[K];
    signal input R8x;
    signal input R8y;
    signal input S;

    signal output nf;
    signal output R;
    signal output refundCm;
    signal output tagA;
    signal output tagB;
    signal output short;
    signal output lane[EW + 1];

    Bind()(context);

    // 1
    signal keyHashA <== Hash(1, TAG_KEYA())([kA]);
    signal keyHashB <== Hash(1, TAG_KEYB())([kB]);
    signal point <== Hash(7, TAG_POINT())(
        [position, meterAx, meterAy, dayImportCap, dayExportCap, keyHashA, keyHashB]
    );

    // 2
    CheckCells(K)(side, level, qty);
    signal orderWords[OW] <== PackCells(K)(side, level, qty);
    signal inner <== OrderInner()(ownerPk, point, deposit, salt);
    signal c <== OrderCommitment(OW)(auctionId, orderWords, inner);
    Merkle8(ORDER_DEPTH)(c, orderPath, orderRoot, 1);

    // 3
    signal M <== ReadingMessage(K)(chainId, position, day, status, imp, exp);
    signal Ax <== meterAx + status * (dsoX - meterAx);
    signal Ay <== meterAy + status * (dsoY - meterAy);
    VerifySignature()(Ax, Ay, S, R8x, R8y, M);

    // 4
    var importTotal = 0;
    var exportTotal = 0;
    for (var k = 0; k < K; k++) {
        importTotal += imp[k];
        exportTotal += exp[k];
    }
    Range(32)(dayImportCap - importTotal);
    Range(32)(dayExportCap - exportTotal);

    // 5
    signal tradedBit[K] <== Num2Bits(K)(traded);
    component period[K];
    var tradeNet = 0;
    var residual = 0;
    var networkNet = 0;
    for (var k = 0; k < K; k++) {
        period[k] = SettlePeriod();
        period[k].side <== side[k];
        period[k].level <== level[k];
        period[k].qty <== qty[k];
        period[k].imp <== imp[k];
        period[k].exp <== exp[k];
        period[k].traded <== tradedBit[k];
        period[k].p <== p[k];
        period[k].lambdaBuy <== lambdaBuy[k];
        period[k].lambdaSell <== lambdaSell[k];
        period[k].price <== floor + tick * p[k];
        period[k].importPrice <== importPrice[k];
        period[k].exportPrice <== exportPrice[k];
        period[k].network <== network[k];
        period[k].discount <== discount[k];
        tradeNet += period[k].tradeCost;
        residual += period[k].residualCost;
        networkNet += period[k].networkCost;
    }

    // 6
    signal refund;
    signal shortfall;
    (refund, shortfall) <== SignedParts(45)(deposit - (tradeNet + residual + networkNet + fixedPerDay));

    // 7
    Range(45)(networkNet);
    Range(45)(tradeNet + (1 << 44));

    // 8
    signal salt2 <== Hash(1, TAG_SALT2())([salt]);
    R <== Hash(4, TAG_READC())([M, importTotal + (1 << 32) * exportTotal, point, salt2]);
    signal rho <== Hash(2, TAG_RHO())([salt, auctionId]);
    refundCm <== NoteCommitment()(asset, refund, ownerPk, rho);
    nf <== Hash(2, TAG_SETTLE())([salt, auctionId]);

    signal streamA[3] <== Squeeze(2, 3, TAG_TAGA())([kA, auctionId]);
    signal streamB[3] <== Squeeze(2, 3, TAG_TAGB())([kB, auctionId]);
    signal maskA[EW] <== Squeeze(2, EW, TAG_MASKA())([kA, auctionId]);
    signal maskB[EW] <== Squeeze(2, EW, TAG_MASKB())([kB, auctionId]);
    tagA <== streamA[0];
    tagB <== streamB[0];
    short <== shortfall + streamA[2];

    component energy = Pack(2 * K, 6, 42);
    for (var k = 0; k < K; k++) {
        energy.in[k] <== imp[k];
        energy.in[K + k] <== exp[k];
    }
    for (var w = 0; w < EW; w++) {
        lane[w] <== energy.words[w] + maskA[w] + maskB[w];
    }
    signal money[1] <== Pack(4, 4, 63)([refund, networkNet, shortfall, tradeNet + (1 << 44)]);
    lane[EW] <== money[0] + streamA[1] + streamB[1];
}
