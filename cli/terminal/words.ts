import { ensure } from '@veilgrid/protocol/errors';
import { read } from 'read';

/** 24 words take 215 characters at most. */
const MAX_CHARACTERS = 1024;

/** The 24 words: typed unseen on a terminal, else all of stdin. In any case and spacing. */
export async function readWords(): Promise<string> {
  const text = process.stdin.isTTY
    ? await read({ prompt: 'The 24 words: ', silent: true, output: process.stderr, terminal: true })
    : await allOf(process.stdin);
  return text.trim().toLowerCase().split(/\s+/).join(' ');
}

async function allOf(input: AsyncIterable<Buffer | string>): Promise<string> {
  let text = '';
  for await (const chunk of input) {
    text += chunk.toString();
    ensure(text.length <= MAX_CHARACTERS, 'TOO_LARGE', { field: 'words', limit: MAX_CHARACTERS });
  }
  return text;
}
