/** Small helpers that checks share: what to look at, never what to say. */

import { CONTROLS, type Control, type ControlClass } from '../qmail/controls.ts';
import type { Skipped, Target } from './check.ts';
import { tried } from './tried.ts';

/** A control file that is there, with its bytes. */
export interface ControlText {
  readonly control: Control;
  readonly path: string;
  readonly text: string;
}

/** The present control files of some classes, each opened as root; what cannot be opened is yielded as skipped. */
export function* controlTexts(target: Target, classes: readonly ControlClass[]): Generator<ControlText | Skipped> {
  for (const control of CONTROLS) {
    if (!classes.includes(control.class)) continue;
    const text = tried(() => controlText(target, control.name));
    if (text === null) continue;
    if (typeof text !== 'string') yield text;
    else yield { control, path: controlPath(target, control.name), text };
  }
}

/** The bytes of one control file; null where it is absent or cannot be read even by root. Throws CouldNotCheck. */
export function controlText(target: Target, name: string): string | null {
  const file = target.control(name);
  return file.state === 'present' ? file.text : null;
}

export function controlPath(target: Target, name: string): string {
  return `${target.installation.home}/control/${name}`;
}

/** Four octal digits. */
export function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}
