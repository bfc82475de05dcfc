pragma circom 2.2.0;

include "circomlib/circuits/comparators.circom";
include "lib/range.circom";

// One period of a settlement: what was filled, what was left to the supplier, and their costs.
// Expects side and traded as bits, level and p of 16 bits, all quantities and margins of 24 bits; the
// comparators are exact in these ranges only.
template SettlePeriod() {
    signal input side;
    signal input level;
    signal input qty;
    signal input imp;
    signal input exp;
    signal input traded;
    signal input p;
    signal input lambdaBuy;
    signal input lambdaSell;
    signal input price;
    signal input importPrice;
    signal input exportPrice;
    signal input network;
    signal input discount;
    signal output tradeCost;
    signal output residualCost;
    signal output networkCost;

    // Orders strictly better than p fill in full, orders at p up to the margin of their side.
    signal below <== LessThan(16)([level, p]);
    signal above <== LessThan(16)([p, level]);
    signal better <== above + side * (below - above);
    signal margin <== lambdaBuy + side * (lambdaSell - lambdaBuy);
    signal beyond <== LessThan(24)([margin, qty]);
    signal limited <== qty + beyond * (margin - qty);
    signal fullFill <== better * qty;
    signal marginFill <== (1 - below - above) * limited;
    signal fill <== traded * (fullFill + marginFill);
    signal sellFill <== side * fill;
    signal bought <== fill - 2 * sellFill; // buyFill - sellFill

    tradeCost <== price * bought;

    // What was metered and not traded is bought from or sold to the supplier.
    signal pos;
    signal neg;
    (pos, neg) <== SignedParts(25)(imp - exp - bought);
    signal importCost <== pos * importPrice;
    residualCost <== importCost - neg * exportPrice;

    // The discount is for local energy that was really delivered: a buyer gets it on min(fill, import),
    // a seller pays it back on max(0, fill - export). With g = max(0, fill - metered on the side),
    // both are discount * (g - buyFill).
    signal metered <== imp + side * (exp - imp);
    signal g;
    signal surplus;
    (g, surplus) <== SignedParts(24)(fill - metered);
    signal networkCharge <== imp * network;
    networkCost <== networkCharge + discount * (g - fill + sellFill);
}
