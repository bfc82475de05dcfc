import { compileCircuit } from '@veilgrid/circuits/scripts/compile';
import type { ProfileName } from '@veilgrid/circuits/scripts/spec';
import { type ClearInputs, clear } from './clear.js';
import { type CloseInputs, close } from './close.js';
import { type Case, compare, type Subject, subjectOf } from './compare.js';
import type { Crypto } from './crypto.js';
import { type MaskSumInputs, maskSum } from './masksum.js';
import { type IssueInputs, issue, type TransferInputs, transfer } from './money.js';
import { type SettleInputs, settle } from './settle.js';
import { SIZES } from './sizes.js';
import type { Verdict } from './verdict.js';

/**
 * The cases of a statement must be judged alike. Honest ones must not be refused all: where nothing is accepted,
 * two that refuse for different reasons agree.
 */
export function expectAgreement<S extends object>(
  cases: Iterable<Case<S>>,
  oracle: (inputs: S) => Verdict,
  subject: Subject,
  kind: 'honest' | 'any' = 'any',
): void {
  const { accepted, refused, differences } = compare(cases, oracle, subject);
  expect(differences).toEqual([]);
  expect(kind === 'honest' ? accepted : accepted + refused).toBeGreaterThan(0);
}

/** Expects the compiled circuits of a profile to judge cases as the text does. */
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
    transfer: async (cases: Iterable<Case<TransferInputs>>, kind?: 'honest') =>
      expectAgreement(cases, (s) => transfer(crypto, s), await subject('transfer'), kind),
    issue: async (cases: Iterable<Case<IssueInputs>>, kind?: 'honest') =>
      expectAgreement(cases, (s) => issue(crypto, s), await subject('issue'), kind),
    settle: async (cases: Iterable<Case<SettleInputs>>, kind?: 'honest') =>
      expectAgreement(cases, (s) => settle(crypto, s), await subject('settle'), kind),
    maskSum: async (cases: Iterable<Case<MaskSumInputs>>, kind?: 'honest') =>
      expectAgreement(cases, (s) => maskSum(crypto, s), await subject('masksum'), kind),
    clear: async (cases: Iterable<Case<ClearInputs>>, kind?: 'honest') =>
      expectAgreement(cases, (s) => clear(crypto, s), await subject('clear'), kind),
    close: async (cases: Iterable<Case<CloseInputs>>, kind?: 'honest') =>
      expectAgreement(cases, (s) => close(crypto, sizes, s), await subject('close'), kind),
  };
}
