import { compileCircuit } from '@veilgrid/circuits/scripts/compile';
import type { ProfileName } from '@veilgrid/circuits/scripts/spec';
import { type ClearInputs, clear } from './clear.js';
import { type CloseInputs, close } from './close.js';
import { type Case, compare, type Subject, subjectOf } from './compare.js';
import type { Crypto } from './crypto.js';
import { type MaskSumInputs, maskSum } from './masksum.js';
import { type SettleInputs, settle } from './settle.js';
import { SIZES } from './sizes.js';
import type { Verdict } from './verdict.js';

/** The cases of a statement must be judged alike, and some of them each way. */
function expectAgreement<S extends object>(
  cases: Iterable<Case<S>>,
  oracle: (inputs: S) => Verdict,
  subject: Subject,
): void {
  const { accepted, refused, differences } = compare(cases, oracle, subject);
  expect(differences).toEqual([]);
  expect(accepted + refused).toBeGreaterThan(0);
}

/** Expects the four compiled circuits of a profile to judge cases as the text does. */
export function expectations(crypto: Crypto, profile: ProfileName) {
  const sizes = SIZES[profile];
  const opened = new Map<string, Promise<Subject>>();
  const subject = (name: string) => {
    const known = opened.get(name) ?? compileCircuit(profile, name).then(subjectOf);
    opened.set(name, known);
    return known;
  };
  return {
    sizes,
    settle: async (cases: Iterable<Case<SettleInputs>>) =>
      expectAgreement(cases, (s) => settle(crypto, s), await subject('settle')),
    maskSum: async (cases: Iterable<Case<MaskSumInputs>>) =>
      expectAgreement(cases, (s) => maskSum(crypto, s), await subject('masksum')),
    clear: async (cases: Iterable<Case<ClearInputs>>) =>
      expectAgreement(cases, (s) => clear(crypto, s), await subject('clear')),
    close: async (cases: Iterable<Case<CloseInputs>>) =>
      expectAgreement(cases, (s) => close(crypto, sizes, s), await subject('close')),
  };
}
