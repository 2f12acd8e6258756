/** The variables of a script while it is read: what each branch does to them, and what is known after all of them. */
import type { Value } from './expand.ts';
import type { Scope } from './shell.ts';
import type { EnvPlace, EnvSetting } from './types.ts';

export interface Variable extends Value {
  readonly exported: boolean;
  readonly file: string;
  readonly line: number;
  readonly where: EnvPlace;
}

/** The variables that a program is given. */
export type Environment = ReadonlyMap<string, Variable>;

export interface Variables {
  get(name: string): Variable | undefined;
  /** Sets a variable; `undefined` unsets it. */
  assign(name: string, variable: Variable | undefined): void;
  entries(): Iterable<[string, Variable]>;
  readonly size: number;
  /** `call`: a function that is run where it is called. */
  open(scope: Scope | 'call'): void;
  branch(): void;
  close(exhaustive: boolean): void;
  /** Nothing after this in the same branch is run. `keep`: what was set so far stays set (`return`). */
  end(keep: boolean): void;
  /** Whether what comes next is never run. */
  readonly dead: boolean;
  /** Whether what comes next may not be run, or not by this shell. */
  readonly conditional: boolean;
  /** Whether the script goes on without what comes next. */
  readonly background: boolean;
}

interface Frame {
  readonly scope: Scope | 'call' | 'script';
  /** What the variables that this branch sets were before it. */
  readonly saved: Map<string, Variable | undefined>;
  /** What earlier branches left, and what was there before. */
  readonly outcomes: Map<string, { readonly original: Variable | undefined; readonly left: (Variable | undefined)[] }>;
  /** How many earlier branches ran to their end. */
  lived: number;
  ended: boolean;
}

/** Variables that start as the environment given. */
export function createVariables(initial: Environment): Variables {
  const current = new Map(initial);
  const frames: Frame[] = [newFrame('script')];
  const top = () => frames.at(-1) as Frame;

  function put(name: string, variable: Variable | undefined): void {
    if (variable === undefined) current.delete(name);
    else current.set(name, variable);
  }

  function assign(name: string, variable: Variable | undefined): void {
    const { saved, scope } = top();
    if (scope !== 'script' && !saved.has(name)) saved.set(name, current.get(name));
    put(name, variable);
  }

  /** Ends the current branch: keeps what it did for the end of the choice, and takes it back. */
  function settle(frame: Frame): void {
    if (!frame.ended) frame.lived += 1;
    for (const [name, original] of frame.saved) {
      const outcome = frame.outcomes.get(name) ?? { original, left: [] };
      if (!frame.ended) outcome.left.push(current.get(name));
      frame.outcomes.set(name, outcome);
      put(name, original);
    }
    frame.saved.clear();
    frame.ended = false;
  }

  function close(exhaustive: boolean): void {
    if (frames.length === 1) return;
    const frame = top();
    settle(frame);
    frames.pop();
    if (frame.scope === 'subshell' || frame.scope === 'background' || frame.scope === 'function') return;
    const whole = exhaustive || frame.scope === 'call';
    if (whole && frame.lived === 0) top().ended = true;
    for (const [name, { original, left }] of frame.outcomes) {
      const everywhere = whole && left.length === frame.lived;
      assign(name, merge(everywhere ? left : [...left, original]));
    }
  }

  return {
    get: (name) => current.get(name),
    assign,
    entries: () => current.entries(),
    get size() {
      return current.size;
    },
    open: (scope) => {
      frames.push(newFrame(scope));
    },
    branch: () => settle(top()),
    close,
    end: (keep) => {
      const frame = top();
      if (keep && frame.scope === 'call') settle(frame);
      frame.ended = true;
    },
    get dead() {
      return frames.some((frame) => frame.ended);
    },
    get background() {
      return frames.some(({ scope }) => scope === 'background');
    },
    get conditional() {
      return frames.some(({ scope }) => scope !== 'script' && scope !== 'call');
    },
  };
}

function newFrame(scope: Frame['scope']): Frame {
  return { scope, saved: new Map(), outcomes: new Map(), lived: 0, ended: false };
}

/** What is known of a variable after branches that left it in different ways. */
function merge(outcomes: readonly (Variable | undefined)[]): Variable | undefined {
  const last = outcomes.findLast((outcome) => outcome !== undefined);
  if (last === undefined) return undefined;
  const [first] = outcomes;
  const same = outcomes.every((outcome) => outcome !== undefined && outcome.text === first?.text);
  const exported = outcomes.some((outcome) => outcome?.exported === true);
  const { account: _account, source: _source, ...plain } = last;
  return same && first !== undefined ? { ...first, exported } : { ...plain, text: null, exported };
}

/** An environment as it is reported. */
export function settings(environment: Environment): EnvSetting[] {
  return [...environment].map(([name, { text, file, line, where }]) => ({ name, value: text, file, line, where }));
}
