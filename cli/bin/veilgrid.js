#!/usr/bin/env node
import { EXIT } from '../dist/exit.js';
import { main } from '../dist/main.js';

const code = await main(process.argv);
// Compilers that were still at work end with the process; otherwise output is left to drain.
if (code === EXIT.interrupted) process.exit(code);
process.exitCode = code;
