/** What is shared while the places that may start qmail are read, and the state in which one program starts another. */
import type { Field, Source } from './expand.ts';
import type { Reader } from './reader.ts';
import type { EnvPlace, LogService, Need, SendService, ServiceUser, SmtpService } from './types.ts';
import type { Environment, Variable } from './variables.ts';

export interface Run {
  readonly reader: Reader;
  readonly home: string;
  readonly smtp: SmtpService[];
  readonly send: SendService[];
  readonly logs: LogService[];
  /** By what tells one from another. */
  readonly needs: Map<string, Need>;
  /** The file of the place that is read now. */
  starter: string;
  /** How many more commands are read: whatever a script holds, reading it ends. */
  fuel: number;
  /** Reads a shell text that a program of the chain would run (`sh -c`). */
  readonly shell: (text: string, at: Required<Source>, setting: Setting) => void;
  /** Reads a script that a program of the chain would run. */
  readonly script: (file: { readonly path: string; readonly text: string }, setting: Setting) => void;
}

/** What accepts connections, as it stood on the command line or in its configuration file. */
export interface Accept {
  readonly kind: SmtpService['kind'];
  readonly port: string | null;
  readonly rules: string | null;
  readonly rulesOptional: boolean;
  readonly address: string | null;
  readonly limit: SmtpService['limit'];
  readonly lookupHost: boolean;
  readonly lookupInfo: boolean;
  readonly lookupLocal: boolean;
  readonly paranoid: boolean;
  readonly tls: boolean;
  readonly rulesUser: ServiceUser | null;
  /** Whom the program that accepts is started as, where that was changed before. */
  readonly startedAs: ServiceUser | null;
}

/** How the next program of a chain is started. */
export interface Setting {
  readonly env: Environment;
  readonly user: ServiceUser | null;
  /** What envuidgid put into $UID and $GID. */
  readonly ids: ServiceUser | null;
  readonly memory: number | null;
  readonly cwd: string | null;
  readonly accept: Accept | null;
  /** The base names of programs in the chain that are not known here. */
  readonly through: readonly string[];
  /** How many scripts deep this is. */
  readonly depth: number;
  readonly where: EnvPlace;
  /** What executes the first word (`Need`). */
  readonly by: string;
  /** Whether it is executed whenever what stands before it is. */
  readonly sure: boolean;
  /** Whether the script goes on without it (`&`). */
  readonly background: boolean;
  /** Whether nothing is left to run where it fails: `exec`, or the command of a unit. */
  readonly last: boolean;
  /** The words are those of a script for execlineb, where programs stand for what a shell does itself. */
  readonly execline?: true;
}

/** The words of a program that remain after one that starts it, and their setting. */
export interface Chain {
  readonly words: readonly Field[];
  readonly setting: Setting;
}

export const NOTHING: Setting = {
  env: new Map(),
  user: null,
  ids: null,
  memory: null,
  cwd: null,
  accept: null,
  through: [],
  depth: 0,
  where: 'run',
  by: 'sh',
  sure: true,
  background: false,
  last: false,
};

/** Accepting without tcpserver: no rules, and both look-ups as tcp-env makes them. */
export const PLAIN_ACCEPT: Omit<Accept, 'kind' | 'port'> = {
  rules: null,
  rulesOptional: false,
  address: null,
  limit: null,
  lookupHost: false,
  lookupInfo: false,
  lookupLocal: false,
  paranoid: false,
  tls: false,
  rulesUser: null,
  startedAs: null,
};

/** A variable that a program or a configuration file puts into the environment; null text where it is not known. */
export function exported(text: string | null, at: Required<Source>, where: EnvPlace): Variable {
  return { text, exported: true, file: at.file, line: at.line, where, source: at };
}

/** An absolute path for a name that is used in `setting`, or null where that cannot be told. */
export function absolute(name: string, cwd: string | null): string | null {
  if (name.startsWith('/')) return name;
  if (cwd === null || name === '') return null;
  return `${cwd === '/' ? '' : cwd}/${name.replace(/^(\.\/+)+/, '')}`;
}

/** An argument that is known, as it stands in a configuration file. */
export function knownField(text: string, at: Required<Source>): Field {
  return { text, head: text, open: false, source: at };
}
