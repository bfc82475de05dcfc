import { readdirSync, readFileSync } from 'node:fs';

const POLL_MS = 250;

/** Watches this process and all it started (Linux). `stop` gives the peak of the largest one, in MB. */
export function watchMemory(): { stop(): number | undefined } {
  let peak: number | undefined;
  const look = () => {
    for (const { resident } of family(process.pid)) peak = Math.max(peak ?? 0, resident);
  };
  const timer = setInterval(look, POLL_MS);
  return {
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}

interface ProcessMemory {
  readonly parent: number;
  readonly resident: number;
}

function family(root: number): ProcessMemory[] {
  const all = new Map<number, ProcessMemory>();
  for (const entry of processEntries()) {
    const memory = readProcess(entry);
    if (memory) all.set(Number(entry), memory);
  }
  const descends = (pid: number): boolean => {
    const parent = all.get(pid)?.parent;
    return pid === root || (parent !== undefined && descends(parent));
  };
  return [...all].filter(([pid]) => descends(pid)).map(([, memory]) => memory);
}

function processEntries(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name));
  } catch {
    return [];
  }
}

/** Undefined for a process that has just ended. */
function readProcess(pid: string): ProcessMemory | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const number = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    return { parent: number('PPid'), resident: Math.round(number('VmHWM') / 1024) };
  } catch {
    return undefined;
  }
}
