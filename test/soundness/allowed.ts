/** Reviewed exceptions of the soundness tool, each with its reason. Nothing else may survive. */
import type { Circuit as CircuitName } from '@veilgrid/protocol/kinds';

export interface Allowed {
  readonly circuits: readonly CircuitName[];
  /** Of "name (case)". */
  readonly pattern: RegExp;
  readonly reason: string;
}

/** Wires and private inputs that may change beside the same public signals. */
export const ALLOWED: readonly Allowed[] = [
  {
    circuits: ['clear'],
    pattern: /^cell\[\d+\]\[\d+\]\.above \(/,
    reason: 'a null order above L may file as between L and H: it adds 0 either way (ClearingCell)',
  },
  {
    circuits: ['clear'],
    pattern: /^inner\[\d+\] \(a batch with padding\)$/,
    reason: 'of an inactive slot: its commitment enters no fold',
  },
  {
    circuits: ['masksum'],
    pattern: /^k\[\d+\] \(a batch with padding\)$/,
    reason: 'of an inactive slot: its tag and masks enter no fold and no sum',
  },
  {
    circuits: ['settle'],
    pattern:
      /^CountWord_\w+\.(exports|imports)\.CountIfNotZero_\w+\[\d+\]\.inv \((?!a late bill of a full day)/,
    reason:
      'the inverse of a product that is 0, as a half hour in it is: only its product with that 0 is used, so the lane is 0 whatever it is',
  },
  {
    circuits: ['clear', 'masksum'],
    pattern: /^saltIn \(the first batch\)$/,
    reason: 'of the first batch: there is no state before it',
  },
  {
    circuits: ['deliver'],
    pattern: /^(words|totals|readPoint|salt2|readPath|status)(\[\d+\])+ \(nothing proven\)$/,
    reason: 'where nothing is proven no reading is opened: of all of them nothing is used',
  },
  {
    circuits: ['deliver'],
    pattern: /^(words|totals|readPoint|salt2|readPath|status)\[2\](\[\d+\])* \(one listed day\)$/,
    reason: 'of a day that the list has not: its words count nothing, its membership is not demanded',
  },
  {
    circuits: ['disclose'],
    pattern: /^v \((?!a simulated link)/,
    reason: 'of an owner that answers: it need not know the recipient’s secret',
  },
  {
    circuits: ['disclose'],
    pattern: /^(saltIn|positionIn) \(a first link\)$/,
    reason: 'of a first link: there is no state before it',
  },
  {
    circuits: ['disclose'],
    pattern: /^(sk|point|path(\[\d+\])+) \(a simulated link\)$/,
    reason: 'of the recipient’s own answer: no reading is opened and no pseudonym is shown',
  },
  {
    circuits: ['disclose'],
    pattern: /^(imp|exp)\[[37]\] \(a simulated link\)$/,
    reason: 'of the recipient’s own answer, a half hour that neither counts in the sum nor is shown',
  },
  {
    circuits: ['transfer'],
    pattern: /^inPath\[0\].* \(a note of value 0\)$/,
    reason: 'of a note of value 0: its membership is not demanded, it brings nothing in',
  },
];

/** Checks that no hostile witness violates alone, kept as a second line. */
export const ARGUED: readonly { readonly check: string; readonly reason: string }[] = [
  {
    check: '(excess, spare) <== SignedParts(45)(refund - deposit)',
    reason:
      'refund and deposit are below 2^45 by checks of their own, so their difference is in range; the hint is SignedParts’ and gives its parts. That no other parts are taken is shown of SignedParts itself (hostileGadgets.ts)',
  },
  {
    check: 'Bit()(at)',
    reason:
      'the three flags of a fill sum to 1, so that beside two bits it can be -1 alone: then its level is the price’s, and a distance of 0 less 2 is out of its range',
  },
  {
    check: 'VerifySignature()(Ax, Ay, S, R8x, R8y, M) > hBits[254] <== Num2Bits_strict()(h)',
    reason:
      'h is a hash computed here, and the hints are circomlib’s: they give its bits. That others, of h + r, are refused is shown of Num2Bits_strict itself (classes.test.ts)',
  },
  {
    check: 'VerifySignature()(Ax, Ay, S, R8x, R8y, M) > tooLarge',
    reason:
      'the decomposition inside CompConstant is of a sum computed here that fits in its bits, and the hints are circomlib’s: they give them. That no other bits are taken is shown of CompConstant itself (classes.test.ts)',
  },
  {
    check: 'VerifySignature()(Ax, Ay, S, R8x, R8y, M) > BabyCheck()(R8x, R8y)',
    reason:
      'a signature with R8 off the curve would need S·B8 = R8 + h·8A by the incomplete formulas, where h is a hash of R8 itself: nobody knows one, so no witness violates this check alone',
  },
];
