pragma circom 2.2.0;

include "core/money/note.circom";
include "lib/merkle8.circom";
include "lib/range.circom";
include "core/books/order-cells.circom";
include "core/books/sealed-order.circom";

/*
Order: one sealed day of orders of one connection point, with its deposit.

Statement: the prover owns a connection point of this zone and tariff and a note that pays the deposit;
the order committed in `c` is well-formed, within the point's capacity and covered by the deposit; the
ciphertext holds exactly this order for the auction's key.

Parameters
  K             settlement periods a day
  POINT_DEPTH   depth of the tree of connection points
  NOTE_DEPTH    depth of the note tree
Public
  nfNote        out: nullifier of the note spent
  nfBid         out: H(BID, sk, point, auctionId), one order per point and auction
  changeCm      out: commitment of the change, to the same owner
  c             out: order commitment
  Ex, Ey        out: ephemeral key
  ct[OW + 1]    out: encrypted order words and inner
  context       digest of the transaction; binds the proof to every public field of it
  auctionId, pointRoot, noteRoot, asset
  zoneTariff    zone + 2^32 * tariffId of the auction
  deposit       a public tier of the auction
  floor, tick   price = floor + tick * level
  collateral    at least every price and import price plus discount
  minExport     at most 0, every price and every export price
  Px, Py        encryption key of the auction
Private
  sk, point, importCap, exportCap, dayLimit, pointPath[POINT_DEPTH][8]
  inValue, inRho, inPath[NOTE_DEPTH][8], changeRho
  side[K] (0 buy, 1 sell), level[K], qty[K], salt, b (246 bits, fresh for every version of an order)
Checks
  1. H(LEAF, ownerPk, point, zoneTariff, importCap, exportCap, dayLimit) under pointRoot
  2. nfBid
  3. the note (asset, inValue, ownerPk, inRho) under noteRoot and its nullifier; deposit below 2^64;
     inValue - deposit is below 2^64 and is the change. A note of value 0 is no exception here.
  4. cells: side 1 bit, level 16 bits, qty 24 bits, qty at most the capacity of its side
  5. deposit >= sum of buys qty * (price - minExport) + sum of sells qty * (collateral - price) + dayLimit
  6. c = H(ORDER, auctionId, words, H(INNER, ownerPk, point, deposit, salt))
  7. ciphertext: E = e * Base8, S = e * P, ct = (words, inner) + keystream(Sx, Sy, auctionId)
The salt is a wallet's rule (H(SALT, sk, point, auctionId)) and not proven: a wallet that breaks it
loses only its own recovery from the seed.
Preconditions (the node): minExport <= floor and 0, collateral >= floor + 65535 * tick, tick >= 1, all of
them below 2^40 in size (then the required deposit is a sum of terms >= 0 and cannot wrap); capacities and
dayLimit are integers below 2^64; P is in the subgroup and not the identity; the roots are this
auction's and a note root; nullifiers, c and changeCm are new; deposit is a tier of the auction.
*/
template Order(K, POINT_DEPTH, NOTE_DEPTH) {
    var OW = wordCount(K, 5);

    signal input context;
    signal input auctionId;
    signal input pointRoot;
    signal input noteRoot;
    signal input asset;
    signal input zoneTariff;
    signal input deposit;
    signal input floor;
    signal input tick;
    signal input collateral;
    signal input minExport;
    signal input Px;
    signal input Py;

    signal input sk;
    signal input point;
    signal input importCap;
    signal input exportCap;
    signal input dayLimit;
    signal input pointPath[POINT_DEPTH][8];
    signal input inValue;
    signal input inRho;
    signal input inPath[NOTE_DEPTH][8];
    signal input changeRho;
    signal input side[K];
    signal input level[K];
    signal input qty[K];
    signal input salt;
    signal input b;

    signal output nfNote;
    signal output nfBid;
    signal output changeCm;
    signal output c;
    signal output Ex;
    signal output Ey;
    signal output ct[OW + 1];

    Bind()(context);

    // 1
    signal ownerPk <== OwnerPk()(sk);
    signal leaf <== Hash(6, TAG_LEAF())([ownerPk, point, zoneTariff, importCap, exportCap, dayLimit]);
    Merkle8(POINT_DEPTH)(leaf, pointPath, pointRoot, 1);

    // 2
    nfBid <== Hash(3, TAG_BID())([sk, point, auctionId]);

    // 3
    signal inCm;
    (inCm, nfNote) <== SpendNote()(sk, ownerPk, asset, inValue, inRho);
    Merkle8(NOTE_DEPTH)(inCm, inPath, noteRoot, 1);
    Range(64)(deposit);
    Range(64)(inValue - deposit);
    changeCm <== NoteCommitment()(asset, inValue - deposit, ownerPk, changeRho);

    // 4, and the terms of 5
    CheckCells(K)(side, level, qty);
    signal sideCap[K];
    signal price[K];
    signal unit[K];
    signal term[K];
    var required = dayLimit;
    for (var k = 0; k < K; k++) {
        sideCap[k] <== importCap + side[k] * (exportCap - importCap);
        Range(24)(sideCap[k] - qty[k]);

        price[k] <== floor + tick * level[k];
        // What a Wh may cost at worst: a buyer may have to export it again, a seller to import it.
        unit[k] <== price[k] - minExport + side[k] * (collateral + minExport - 2 * price[k]);
        term[k] <== qty[k] * unit[k];
        required += term[k];
    }

    // 5
    Range(64)(deposit - required);

    // 6
    signal words[OW] <== PackCells(K)(side, level, qty);
    signal inner <== OrderInner()(ownerPk, point, deposit, salt);
    c <== OrderCommitment(OW)(auctionId, words, inner);

    // 7
    signal E[2];
    (E, ct) <== SealedOrder(OW)(auctionId, words, inner, [Px, Py], b);
    Ex <== E[0];
    Ey <== E[1];
}
