import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

const KEPT_OUTPUT = 8_000;

/**
 * Runs one of this folder's scripts in its own process, so that its memory (the compiler takes up to 0.3 GB)
 * goes back and every core can be used. It dies with this process. Resolves to the exit code and the end of
 * what it wrote.
 */
export function runChild(
  script: string,
  args: readonly string[],
  onOutput: (text: string) => void = () => {},
): Promise<{ exitCode: number | null; output: string }> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const stop = () => child.kill('SIGKILL');
    process.once('exit', stop);
    let output = '';
    const keep = (chunk: Buffer) => {
      const text = stripVTControlCharacters(chunk.toString());
      output = (output + text).slice(-KEPT_OUTPUT);
      onOutput(text);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', fail);
    child.on('close', (exitCode) => {
      process.removeListener('exit', stop);
      done({ exitCode, output: output.trim() });
    });
  });
}
