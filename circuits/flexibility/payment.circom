pragma circom 2.2.0;

include "lib/hash.circom";
include "lib/range.circom";
include "lib/tags.circom";
include "core/money/note.circom";

// The note that pays an offer, hidden like a refund: check 8 of claim and deliver. A late one holds no more than the
// deposit and shows what it holds. Expects late as a bit, pay and deposit below 2^45.
template Payment() {
    signal input late;
    signal input needId;
    signal input asset;
    signal input payPk;
    signal input salt;
    signal input deposit;
    signal input pay;
    signal output payCm;
    signal output shown;

    signal excess;
    signal spare;
    (excess, spare) <== SignedParts(45)(pay - deposit);
    signal withheld <== late * excess;
    shown <== late * (pay - excess);

    signal rho <== Hash(2, TAG_RHO())([salt, needId]);
    payCm <== NoteCommitment()(asset, pay - withheld, payPk, rho);
}
