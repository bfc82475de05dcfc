import { read } from 'read';
import { CheckFailed, Interrupted } from './exit.js';

/** Asks a person; anything but yes is no. @throws CheckFailed where the answer is no, or nobody can give it */
export async function confirm(question: string): Promise<void> {
  if (!process.stdin.isTTY)
    throw new CheckFailed('Nobody can confirm this here: look at it first, then give --yes.');
  try {
    const answer = await read({ prompt: `${question} [y/N] `, output: process.stderr, terminal: true });
    if (!/^y(es)?$/i.test(answer.trim())) throw new CheckFailed('Not confirmed: nothing was sent.');
  } catch (error) {
    if (error instanceof Error && error.message === 'canceled') throw new Interrupted('interrupted');
    throw error;
  }
}
