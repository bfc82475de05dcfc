import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifier } from '@veilgrid/client-sdk';
import { BlockHeader, blockHash } from '@veilgrid/protocol/core/block';
import { Finality, signFinality } from '@veilgrid/protocol/core/finality';
import { genesisHashHex, parseGenesis } from '@veilgrid/protocol/core/genesis';
import { genesisJson, SIGNERS, secretOf } from '../state/support/genesis.js';
import { veilgrid } from './support/veilgrid.js';

const json = genesisJson({ name: 'two histories' });
const genesis = parseGenesis(json);
const zero = new Uint8Array(32);

function answerOf(stateHash: Uint8Array, signer: number) {
  const header: BlockHeader = {
    ...{ height: 7n, time: 9n, prevHash: zero, txRoot: zero, noteRoot: 0n, logRoot: zero },
    stateHash,
  };
  return {
    headers: [BlockHeader.serialize(header)],
    finality: Finality.serialize(signFinality(blockHash(header), secretOf(signer))),
  };
}

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'veilgrid-evidence-'));
  writeFileSync(join(dir, 'genesis.json'), JSON.stringify(json));
});
afterAll(() => rmSync(dir, { recursive: true }));

/** A file of two blocks, the second signed by whoever is named. */
function evidence(signer: number): string {
  const [first, second] = [answerOf(zero, SIGNERS.validator), answerOf(zero.with(0, 1), signer)];
  const file = join(dir, `equivocation-${signer}.json`);
  writeFileSync(file, JSON.stringify(verifier.evidenceOf(genesis, first, second)));
  return file;
}

const verify = (file: string, hash = genesisHashHex(genesis)) =>
  veilgrid('verify', 'evidence', file, '--genesis-hash', hash, '--data', dir, '--json');

test('two final blocks of one height are shown by a file', async () => {
  const { code, stdout } = await verify(evidence(SIGNERS.validator));
  expect(code).toBe(0);
  const { hashes, ...rest } = JSON.parse(stdout);
  expect(rest).toEqual({ equivocation: true, height: 7 });
  expect(new Set(hashes).size).toBe(2);
});

test('a file that anybody could have made shows nothing', async () => {
  const forged = await verify(evidence(SIGNERS.operator));
  expect(forged.code).not.toBe(0);
  expect(forged.stderr).toContain('FACT_INVALID');
  const elsewhere = await verify(evidence(SIGNERS.validator), '0'.repeat(64));
  expect(elsewhere.stderr).toContain('GENESIS_INVALID');
});
