pragma circom 2.2.0;

include "circomlib/circuits/bitify.circom";
include "core/books/order-cells.circom";
include "core/books/sealed-order.circom";
include "core/money/note.circom";
include "flexibility/offer-inner.circom";
include "flexibility/sell-cells.circom";
include "lib/hash.circom";
include "lib/merkle8.circom";
include "lib/packing.circom";
include "lib/range.circom";
include "lib/tags.circom";

/*
Offer: one sealed day of flexibility of one connection point, with its deposit.

Statement: the prover holds the key that the point's register leaf of this day names, and a note that pays the
deposit; the point lies in the need's area; the offer committed in `c` asks for no more than capability, need and
deposit allow; the ciphertext holds exactly this offer for the need's key.

Parameters
  K             settlement periods a day
  POINT_DEPTH   depth of the FLEX tree, that of the tree of connection points
  NOTE_DEPTH    depth of the note tree
  PLACES        places of an area
Public
  nfNote        out: nullifier of the note spent
  nfOffer       out: H(FOFFER, sk, point, flexDay), one offer per point and day over all needs
  changeCm      out: commitment of the change, to the same owner
  c             out: commitment of the offer
  Ex, Ey        out: ephemeral key
  ct[OW + 1]    out: encrypted words and inner
  context       digest of the transaction; binds the proof to every public field of it
  noteRoot
  deposit       a public tier of the need
  needId, flexDay
  flexRoot      of the FLEX tree, as the day pinned it
  asset
  window        bit k: the need asks for half hour k
  up            bit k: to use more in half hour k, else less
  places[PLACES] of the area, the last one repeated
  collateral    at least what a Wh can cost who does not deliver
  maxPay        at least what a Wh can bring
  maxQty        most Wh that an offer holds a half hour
  Px, Py        encryption key of the need
Private
  sk, point, payPk, place, capDown, capUp, blind, flexPath[POINT_DEPTH][8]
  limDown, limUp (the most that a half hour may ask for, at most the capability and maxQty)
  inValue, inRho, inPath[NOTE_DEPTH][8], changeRho
  level[K], qty[K], salt, b (246 bits, fresh for every version of an offer)
Checks
  1. H(FLEX, point, H(KEY, sk), payPk, place, capDown + 2^32 * capUp, blind) under flexRoot; capabilities of 25 bits,
     so that they have one unpacking; place is one of the area's
  2. nfOffer
  3. the note (asset, inValue, H(KEY, sk), inRho) under noteRoot and its nullifier; deposit below 2^64;
     inValue - deposit is below 2^64 and is the change. A note of value 0 is no exception here.
  4. cells: all of side 1, level 16 bits, qty 24 bits; limDown at most capDown and maxQty, limUp at most capUp and
     maxQty; qty at most the limit of its direction, and 0 outside the window
  5. deposit >= collateral * sum of qty; maxPay * sum of qty below 2^44
  6. c = H(ORDER, needId, words, H(FINNER, point, payPk, deposit, salt))
  7. ciphertext: E = e * Base8, S = e * P, ct = (words, inner) + keystream(Sx, Sy, needId)
A limit below 0 (its ranges end at 2^25 below the lesser bound) lets nothing be offered, so a prover gains nothing by
any choice of the limits. The salt is a wallet's rule (H(SALT, sk, point, needId)) and not proven: a wallet that breaks
it loses only its own recovery from the seed.
Preconditions (the node): collateral and maxPay are at least 0 and below 2^40, so that no product wraps (the quantities
of a day sum below 2^31); maxQty below 2^24, window and up below 2^K; needId, flexDay, flexRoot and the key are this
need's, P in the subgroup and not the identity; noteRoot is a note root; nullifiers, c and changeCm are new; deposit is
a tier of the need. From enrolment: the leaf's point is the one of its position, the place its own.
*/
template Offer(K, POINT_DEPTH, NOTE_DEPTH, PLACES) {
    var OW = wordCount(K, 5);
    assert(K <= 128); // a day's quantities sum below 2^31

    signal input context;
    signal input noteRoot;
    signal input deposit;
    signal input needId;
    signal input flexDay;
    signal input flexRoot;
    signal input asset;
    signal input window;
    signal input up;
    signal input places[PLACES];
    signal input collateral;
    signal input maxPay;
    signal input maxQty;
    signal input Px;
    signal input Py;

    signal input sk;
    signal input point;
    signal input payPk;
    signal input place;
    signal input capDown;
    signal input capUp;
    signal input limDown;
    signal input limUp;
    signal input blind;
    signal input flexPath[POINT_DEPTH][8];
    signal input inValue;
    signal input inRho;
    signal input inPath[NOTE_DEPTH][8];
    signal input changeRho;
    signal input level[K];
    signal input qty[K];
    signal input salt;
    signal input b;

    signal output nfNote;
    signal output nfOffer;
    signal output changeCm;
    signal output c;
    signal output Ex;
    signal output Ey;
    signal output ct[OW + 1];

    Bind()(context);

    // 1
    signal offerPk <== OwnerPk()(sk);
    Range(25)(capDown);
    Range(25)(capUp);
    signal leaf <== Hash(6, TAG_FLEX())([point, offerPk, payPk, place, capDown + (1 << 32) * capUp, blind]);
    Merkle8(POINT_DEPTH)(leaf, flexPath, flexRoot, 1);
    signal apart[PLACES];
    apart[0] <== place - places[0];
    for (var i = 1; i < PLACES; i++) {
        apart[i] <== apart[i - 1] * (place - places[i]);
    }
    apart[PLACES - 1] === 0;

    // 2
    nfOffer <== Hash(3, TAG_FOFFER())([sk, point, flexDay]);

    // 3
    signal inCm;
    (inCm, nfNote) <== SpendNote()(sk, offerPk, asset, inValue, inRho);
    Merkle8(NOTE_DEPTH)(inCm, inPath, noteRoot, 1);
    Range(64)(deposit);
    Range(64)(inValue - deposit);
    changeCm <== NoteCommitment()(asset, inValue - deposit, offerPk, changeRho);

    // 4
    Range(25)(capDown - limDown);
    Range(25)(maxQty - limDown);
    Range(25)(capUp - limUp);
    Range(25)(maxQty - limUp);
    signal windowBit[K] <== Num2Bits(K)(window);
    signal upBit[K] <== Num2Bits(K)(up);
    signal limit[K];
    signal most[K];
    var total = 0;
    for (var k = 0; k < K; k++) {
        Range(16)(level[k]);
        Range(24)(qty[k]);
        limit[k] <== limDown + upBit[k] * (limUp - limDown);
        most[k] <== windowBit[k] * limit[k];
        Range(25)(most[k] - qty[k]);
        total += qty[k];
    }

    // 5
    signal required <== collateral * total;
    Range(64)(deposit - required);
    signal bound <== maxPay * total;
    Range(44)(bound);

    // 6
    signal words[OW] <== SellCells(K)(level, qty);
    signal inner <== OfferInner()(point, payPk, deposit, salt);
    c <== OrderCommitment(OW)(needId, words, inner);

    // 7
    signal E[2];
    (E, ct) <== SealedOrder(OW)(needId, words, inner, [Px, Py], b);
    Ex <== E[0];
    Ey <== E[1];
}
