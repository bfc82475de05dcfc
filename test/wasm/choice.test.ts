import { execFileSync } from 'node:child_process';
import { noteRoot } from '@veilgrid/node/state/core/money/notes';
import type { StateContext } from '@veilgrid/node/state/core/view';
import { TRANSFER_MEMO_BYTES } from '@veilgrid/protocol/core/money/note';
import { MONEY } from '@veilgrid/protocol/params';
import { WasmContext } from '@veilgrid/wasm-core';
import { createJsHasher } from '@veilgrid/wasm-core/js/hasher';
import { TestChain } from '../state/support/chain.js';
import { slipOf } from '../state/support/slip.js';

const hashers = { js: await createJsHasher(), wasm: await WasmContext.create() };

class JsChain extends TestChain {
  override get ctx(): StateContext {
    return { ...super.ctx, hasher: hashers.js };
  }
}

class WasmChain extends TestChain {
  override get ctx(): StateContext {
    return { ...super.ctx, hasher: hashers.wasm };
  }
}

/** Names what a fresh process uses by default, or with VEILGRID_HASHER set. */
function chosen(value?: string): string[] {
  const source = `
    import { createHasher, createMatcher } from '@veilgrid/wasm-core';
    console.log([await createHasher(), await createMatcher()].map((x) => x.constructor.name).join());`;
  const { VEILGRID_HASHER: _, ...rest } = process.env;
  const env = value === undefined ? rest : { ...rest, VEILGRID_HASHER: value };
  const args = ['--input-type=module', '--eval', source];
  return execFileSync(process.execPath, args, { env, encoding: 'utf8' }).trim().split(',');
}

describe('choice of implementation', () => {
  test('WebAssembly by default, plain by the environment', () => {
    expect(chosen()).toEqual(['WasmContext', 'WasmMatcher']);
    expect(chosen('js')).toEqual(['Object', 'Object']);
  });

  test('both give the same state hash after every block', () => {
    const [js, wasm] = [new JsChain(), new WasmChain()].map((chain) => {
      for (let i = 1n; i <= 10n; i++) {
        chain.submit(
          chain.tx('mintNote', slipOf({ asset: MONEY, value: 1000n * i, ownerPk: i, rho: i + 7n })),
        );
      }
      const memo = new Uint8Array(TRANSFER_MEMO_BYTES);
      const transfer = {
        nf: [1n, 2n],
        cm: [31n, 32n],
        noteRoot: noteRoot(chain.store),
        asset: MONEY,
        redeemed: 0n,
        payoutReference: new Uint8Array(32),
        memo1: memo,
        memo2: memo,
      };
      chain.submit(chain.tx('transfer', transfer));
      return chain.blocks.map(({ stateHash }) => Buffer.from(stateHash).toString('hex'));
    });
    expect(js!.length).toBe(11);
    expect(wasm).toEqual(js);
  });
});
