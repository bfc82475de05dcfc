pragma circom 2.2.0;

include "circomlib/circuits/bitify.circom";
include "lib/hash.circom";
include "lib/merkle8.circom";
include "lib/packing.circom";
include "lib/tags.circom";
include "core/books/order-cells.circom";
include "flexibility/fill-cell.circom";
include "flexibility/offer-inner.circom";
include "flexibility/sell-cells.circom";

// An offer of this need and point under offerRoot, and what it sold: checks 1 and 2 of claim and deliver.
template OpenedOffer(K, ORDER_DEPTH) {
    var OW = wordCount(K, 5);

    signal input needId;
    signal input offerRoot;
    signal input traded;
    signal input p[K];
    signal input lambda[K];
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
    signal output fill[K];

    signal keyHashA <== Hash(1, TAG_KEYA())([kA]);
    signal keyHashB <== Hash(1, TAG_KEYB())([kB]);
    signal point <== Hash(8, TAG_POINT())(
        [position, meterAx, meterAy, dayImportCap, dayExportCap, keyHashA, keyHashB, open]
    );

    signal words[OW] <== SellCells(K)(level, qty);
    signal inner <== OfferInner()(point, payPk, deposit, salt);
    signal c <== OrderCommitment(OW)(needId, words, inner);
    Merkle8(ORDER_DEPTH)(c, offerPath, offerRoot, 1);

    signal tradedBit[K] <== Num2Bits(K)(traded);
    for (var k = 0; k < K; k++) {
        fill[k] <== FillCell()(level[k], qty[k], tradedBit[k], p[k], lambda[k]);
    }
}
