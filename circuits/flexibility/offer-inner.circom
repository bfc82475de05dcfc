pragma circom 2.2.0;

include "lib/hash.circom";
include "lib/tags.circom";

// inner = H(FINNER, point, payPk, deposit, salt): whose offer it is and who is paid. Its tag is no order's, so that
// neither an order nor a buyer's step, whose inner is its number, passes for an offer.
template OfferInner() {
    signal input point;
    signal input payPk;
    signal input deposit;
    signal input salt;
    signal output out;

    out <== Hash(4, TAG_FINNER())([point, payPk, deposit, salt]);
}
