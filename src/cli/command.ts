/** The list of commands: one file each, which names its options and loads what runs it only when asked. */
import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { addresses } from './addresses.ts';
import { audit } from './audit.ts';
import { checklist } from './checklist.ts';
import { compare } from './compare.ts';
import { config } from './config.ts';
import { explain } from './explain.ts';
import { log } from './log.ts';
import { queue } from './queue.ts';
import { snapshot } from './snapshot.ts';
import { trace } from './trace.ts';
import { undo } from './undo.ts';

/** Adds a command to the program; `done` takes its exit code. */
export type Register = (program: Command, terminal: Terminal, done: (exit: number) => void) => void;

export const COMMANDS: readonly Register[] = [
  audit,
  trace,
  addresses,
  queue,
  log,
  explain,
  snapshot,
  checklist,
  compare,
  undo,
  config,
];
