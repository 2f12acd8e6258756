/** The processes of the running machine, from proc(5): what runs, and since when. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Process } from './host.ts';

/** USER_HZ, which Linux gives to user space on every architecture in use. */
const TICKS = 100;

/** Empty where /proc cannot be read; a process that ends while it is looked at is left out. */
export function readProcesses(): Process[] {
  const boot = bootTime();
  if (boot === null) return [];
  return readdirSync('/proc').flatMap((pid) => (/^\d+$/.test(pid) ? processOf(pid, boot) : []));
}

function bootTime(): number | null {
  try {
    const line = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'latin1'));
    return line === null ? null : Number(line[1]);
  } catch {
    return null;
  }
}

function processOf(pid: string, boot: number): Process[] {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'), boot);
  } catch {
    return [];
  }
}

/** `PID (NAME) STATE …`: the name may hold anything, the start is the 22nd field. */
export function parseStat(text: string, boot: number): Process[] {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  const ticks = Number(text.slice(close + 2).split(' ')[19]);
  if (open < 0 || close < open || !Number.isFinite(ticks)) return [];
  return [
    { pid: Number.parseInt(text, 10), name: text.slice(open + 1, close), started: boot + Math.floor(ticks / TICKS) },
  ];
}
