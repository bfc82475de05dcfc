import { runDemo } from '@veilgrid/cli/demo/market/run';
import { SEED } from '@veilgrid/cli/demo/market/scenario';
import { Stages } from '@veilgrid/cli/demo/town/stages';
import { interruptible } from '@veilgrid/cli/terminal/interrupt';

const quiet = { stage() {}, step() {}, stop() {} };

test('all 55 houses of the feeder, on a day of low and high prices', async () => {
  // By day both prices are the same and there is nothing to gain; from 17:00 on the tariff is high.
  const options = { profile: 'small', households: 55, date: '2013-05-02', seed: SEED } as const;
  const { checks, outcome, audit } = await interruptible((closers, signal) =>
    runDemo(options, closers, new Stages(quiet, signal)),
  );
  expect(checks).toEqual({ moneyConserved: true, energyExact: true, auditVerified: true });
  expect(outcome.auction.settlements).toBe(55);
  // Odd numbers: the last batch of clearing and of each mask sum is padded, and that of a mask sum comes twice.
  expect(outcome.proofs).toEqual({
    transfer: 1,
    issue: 55,
    order: 55,
    clear: 28,
    close: 1,
    settle: 55,
    masksum: 58,
    offer: 0,
    claim: 0,
    deliver: 0,
    disclose: 0,
  });
  expect(audit.proofsVerified).toBe(253);
}, 1_800_000);
