#!/usr/bin/env node
import { main } from '../dist/main.js';
import { EXIT } from '../dist/terminal/exit.js';

// Whoever reads may stop (`| head`): what is left to say is dropped, what is left to do is done.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
const code = await main(process.argv);
// Compilers that were still at work end with the process; otherwise output is left to drain.
if (code === EXIT.interrupted) process.exit(code);
process.exitCode = code;
