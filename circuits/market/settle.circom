pragma circom 2.2.0;

include "circomlib/circuits/bitify.circom";
include "core/groups/count-word.circom";
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
  shown         out: 0; late, value of the refund's note + 2^45 * deposit
  R             out: commitment of the reading day, for later statements
  refundCm      out: commitment of the refund, rho = H(RHO, salt, auctionId)
  tagA, tagB    out: the point's tags of this group, known to A and to B
  short         out: shortfall plus a key word that A knows
  lane[2G + 2]  out: words of imports, of exports, money and count of the day plus both masks
  context       digest of the transaction; binds the proof to every public field of it
  status        0: signed by the meter, 1: by the DSO's data key
  open          1: the point's owner consents to hide nobody
  late          1: a late bill
  auctionId
  groupId       whose sums take the lanes; the auction's own but in a re-settlement
  terms         digest of all that the statement takes from the chain; the masks are those of these terms
  chainId, day, orderRoot, asset
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
  1. point = H(POINT, position, meter, day caps, H(KEYA, kA), H(KEYB, kB), open)
  2. c = H(ORDER, auctionId, words, H(INNER, ownerPk, point, deposit, salt)) under orderRoot
  3. reading: 24-bit values; M = H(READ, chainId, position + 2^32 day + 2^64 status, words), signed by
     the key of its status; status is a bit
  4. totals of the day are within the point's day caps
  5. per period: fill, residual and discount (SettlePeriod), and cost = sum of
       price * (buyFill - sellFill) + pos * importPrice - neg * exportPrice
       + import * network - discount * min(buyFill, import) + discount * max(0, sellFill - export)
     plus fixedPerDay
  6. deposit - cost = refund - shortfall, one of them 0, both below 2^45
  7. deposit and network lane below 2^45 (lanes of 2^18 members cannot overflow 63 bits)
  8. late is a bit; the note's value is refund - late * max(0, refund - deposit): a late bill gives back no more
     than the deposit, and shows both
  9. R, refundCm, nf, tags, short and lanes are computed from these values; a settlement of status 1 counts
     nothing: its reading has a reader
Nothing here relates terms to what they digest: they go into the masks, and two settlements of different terms
have masks that have nothing in common. The money lanes of a late bill are read by nobody.
Preconditions (the node): terms and groupId are the auction's; market arrays, traded, p (16 bits) and margins
(24 bits) too; 0 <= discount <= network; prices below 2^24 in size; chainId and day are this auction's, day below
2^32; the DSO's key is a point of the curve; status equals membership of tagA in the status list; nf, tagA, tagB
and refundCm are new; shown is 0, late the sum of what the body names. From enrolment: position below 2^32, day
caps below 2^32, meter key in the subgroup, open is a bit. From the order circuit: the point stands in the
auction's tree and deposit, a tier below 2^45, was paid.
*/
template Settle(K, ORDER_DEPTH) {
    var OW = wordCount(K, 5);
    var G = wordCount(K, 6);
    var EW = 2 * G; // energy words; then money and count

    signal input context;
    signal input status;
    signal input open;
    signal input late;
    signal input auctionId;
    signal input groupId;
    signal input terms;
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
    signal output shown;
    signal output R;
    signal output refundCm;
    signal output tagA;
    signal output tagB;
    signal output short;
    signal output lane[EW + 2];

    Bind()(context);

    // 1
    signal keyHashA <== Hash(1, TAG_KEYA())([kA]);
    signal keyHashB <== Hash(1, TAG_KEYB())([kB]);
    signal point <== Hash(8, TAG_POINT())(
        [position, meterAx, meterAy, dayImportCap, dayExportCap, keyHashA, keyHashB, open]
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
    Range(45)(deposit);
    Range(45)(networkNet);

    // 8
    Bit()(late);
    signal excess;
    signal spare;
    (excess, spare) <== SignedParts(45)(refund - deposit);
    signal withheld <== late * excess;
    shown <== late * (refund - withheld + (1 << 45) * deposit);

    // 9
    signal salt2 <== Hash(1, TAG_SALT2())([salt]);
    R <== ReadingCommitment()(M, importTotal + (1 << 32) * exportTotal, point, salt2);
    signal rho <== Hash(2, TAG_RHO())([salt, auctionId]);
    refundCm <== NoteCommitment()(asset, refund - withheld, ownerPk, rho);
    nf <== Hash(2, TAG_SETTLE())([salt, auctionId]);

    signal ownA[1] <== Squeeze(3, 1, TAG_TAGA())([kA, groupId, 0]);
    signal ownB[1] <== Squeeze(3, 1, TAG_TAGB())([kB, groupId, 0]);
    tagA <== ownA[0];
    tagB <== ownB[0];
    // Masks of money, shortfall and count; nobody reads B's second.
    signal lastA[3] <== Squeeze(3, 3, TAG_LASTA())([kA, terms, 0]);
    signal lastB[3] <== Squeeze(3, 3, TAG_LASTB())([kB, terms, 0]);
    signal maskA[EW] <== Squeeze(2, EW, TAG_MASKA())([kA, terms]);
    signal maskB[EW] <== Squeeze(2, EW, TAG_MASKB())([kB, terms]);
    short <== shortfall + lastA[1];

    signal imports[G] <== Pack(K, 6, 42)(imp);
    signal exports[G] <== Pack(K, 6, 42)(exp);
    for (var w = 0; w < G; w++) {
        lane[w] <== imports[w] + maskA[w] + maskB[w];
        lane[G + w] <== exports[w] + maskA[G + w] + maskB[G + w];
    }
    signal money[1] <== Pack(4, 4, 63)([refund, networkNet, shortfall, deposit]);
    lane[EW] <== money[0] + lastA[0] + lastB[0];
    signal counts <== CountWord(K)(imp, exp, 1 - status);
    lane[EW + 1] <== counts + lastA[2] + lastB[2];
}
