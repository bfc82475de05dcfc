pragma circom 2.2.0;

include "circomlib/circuits/bitify.circom";
include "core/readings/opened-reading.circom";
include "lib/hash.circom";
include "lib/packing.circom";
include "lib/range.circom";
include "lib/tags.circom";

/*
Disclose: what a settled reading day of one's own says to one recipient, one link of a chain of days.

Statement: the prover owns, by its spend key, a reading of this day under `readingRoot`, of which bounds of every value,
a linear form over all links so far and chosen readings are true; or it knows the recipient's secret, and then nothing
is said about any reading.

Parameters
  K             settlement periods a day
  DEPTH         depth of an auction's readings' tree
Public
  stateOut      out: H(DISC, saltOut, sum, position)
  readings[RW]  out: the selected readings, import + 2^30 * export, four pairs a word, 60 bits apart; 0 where not
                selected; RW = ceil(K / 4)
  context       digest of the answer; binds the proof to every field of it
  chainId, auctionId, day, status, readingRoot    the reading's, its auction's frozen root
  recipientKey  H(DVK, v) of the recipient's secret; 0: nobody's
  scope         what the pseudonym is for
  subject       H(SUBJ, sk, position, scope): the pseudonym of a connection point within a scope
  shown         position + 1 where the connection point is named, else 0
  first, last   1 in the first, in the last link of a chain
  stateIn       stateOut of the link before; 0 in the first
  low, high     bounds of the sum over the chain
  selectImport, selectExport    bit k: the reading of half hour k is shown
  weightImport[K], weightExport[K]    of the linear form, signed
  capImport[K], capExport[K]    every value is at most its cap, and above cap - 2^24
Private
  sk, position, point, imp[K], exp[K] (Wh), path[DEPTH][8]
  saltIn, saltOut, sumIn, positionIn    of the states before and after
  real          1: the reading's owner; 0: who knows v
  v             the recipient's secret, where it proves
Checks
  1. M opens to chainId, position, below 2^32, day, status, a bit, and the values; cap - value has 24 bits, every value
  2. R = H(READC, M, totals, point, H(SALT2, H(SALT, sk, point, auctionId))) under readingRoot, if real
  3. subject is the owner's pseudonym, if real
  4. real is a bit; who is not real knows v with H(DVK, v) = recipientKey
  5. stateIn opens to sumIn and this position; of a first link it is 0, and so is sumIn
  6. sum = sumIn + sum of weightImport * imp + weightExport * exp; stateOut; of a last link, low <= sum <= high
  7. shown is 0 or position + 1; readings hold what is selected and nothing else
Nothing but 2 and 3 depends on real: who knows v can make a proof for any public signals that keep to the rest, else a
proof would be evidence. The caps are the range checks that unpack the reading: with caps below 2^25 a value lies above
-2^24 and below 2^25, the settled ones have 24 bits, so two openings differ slot by slot by less than 2^26 and by a
multiple of 2^30: not at all. A chain is of one connection point by its position, whatever keys its points had.
Preconditions (the verifier, who rebuilds all public signals): caps below 2^25, first and last bits, weights at most
2^126 in size, low and high 2^168, at most 4,096 links, so that |sum| < 2^169 and no difference wraps into 170 bits; day
below 2^32; stateIn is the stateOut before. From settle: the reading's values have 24 bits.
*/
template Disclose(K, DEPTH) {
    var RW = wordCount(K, 4);
    assert(K <= 128);

    signal input context;
    signal input chainId;
    signal input auctionId;
    signal input day;
    signal input status;
    signal input readingRoot;
    signal input recipientKey;
    signal input scope;
    signal input subject;
    signal input shown;
    signal input first;
    signal input last;
    signal input stateIn;
    signal input low;
    signal input high;
    signal input selectImport;
    signal input selectExport;
    signal input weightImport[K];
    signal input weightExport[K];
    signal input capImport[K];
    signal input capExport[K];

    signal input sk;
    signal input position;
    signal input point;
    signal input imp[K];
    signal input exp[K];
    signal input path[DEPTH][8];
    signal input saltIn;
    signal input saltOut;
    signal input sumIn;
    signal input positionIn;
    signal input real;
    signal input v;

    signal output stateOut;
    signal output readings[RW];

    Bind()(context);

    // 1, 2, and the terms of 6 and 7
    Range(32)(position);
    signal importBit[K] <== Num2Bits(K)(selectImport);
    signal exportBit[K] <== Num2Bits(K)(selectExport);
    signal weightedImport[K];
    signal weightedExport[K];
    signal shownImport[K];
    signal shownExport[K];
    component settled = Pack(K, 4, 60);
    component selected = Pack(K, 4, 60);
    var importTotal = 0;
    var exportTotal = 0;
    var form = 0;
    for (var k = 0; k < K; k++) {
        Range(24)(capImport[k] - imp[k]);
        Range(24)(capExport[k] - exp[k]);
        settled.in[k] <== imp[k] + (1 << 30) * exp[k];
        importTotal += imp[k];
        exportTotal += exp[k];
        weightedImport[k] <== weightImport[k] * imp[k];
        weightedExport[k] <== weightExport[k] * exp[k];
        form += weightedImport[k] + weightedExport[k];
        shownImport[k] <== importBit[k] * imp[k];
        shownExport[k] <== exportBit[k] * exp[k];
        selected.in[k] <== shownImport[k] + (1 << 30) * shownExport[k];
    }
    signal salt <== Hash(3, TAG_SALT())([sk, point, auctionId]);
    signal salt2 <== Hash(1, TAG_SALT2())([salt]);
    OpenedReading(K, DEPTH)(
        chainId, position, day, status, settled.words, importTotal + (1 << 32) * exportTotal, point, salt2, path,
        readingRoot, real
    );

    // 3
    signal pseudonym <== Hash(3, TAG_SUBJ())([sk, position, scope]);
    real * (subject - pseudonym) === 0;

    // 4
    Bit()(real);
    signal key <== Hash(1, TAG_DVK())([v]);
    (1 - real) * (recipientKey - key) === 0;

    // 5
    signal opened <== Hash(3, TAG_DISC())([saltIn, sumIn, positionIn]);
    stateIn === (1 - first) * opened;
    first * sumIn === 0;
    (1 - first) * (positionIn - position) === 0;

    // 6
    signal sum <== sumIn + form;
    stateOut <== Hash(3, TAG_DISC())([saltOut, sum, position]);
    signal above <== last * (sum - low);
    signal below <== last * (high - sum);
    Range(170)(above);
    Range(170)(below);

    // 7
    shown * (shown - 1 - position) === 0;
    readings <== selected.words;
}
