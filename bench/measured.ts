/**
 * Runs another script in this process and says at its end what it took: `node measured.js SCRIPT ARGS...` writes
 * a last line of JSON, CPU seconds of all threads and the peak of resident memory in MB.
 */
import { writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const script = process.argv[2]!;
process.argv.splice(1, 2, script);
process.once('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMegabytes: maxRSS / 1024 };
  writeSync(process.stdout.fd, `\n${JSON.stringify(usage)}\n`);
});
await import(pathToFileURL(script).href);
