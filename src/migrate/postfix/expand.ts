/** `$name` in main.cf, as mac_expand(3) and mac_parse(3) of Postfix take it. */

/** The value of a parameter before expansion; undefined where there is none of that name. */
export type Lookup = (name: string) => string | undefined;

export interface Expanded {
  readonly text: string;
  /** Names that nobody defines: they count for nothing. */
  readonly undefined: readonly string[];
}

/** Something that stops Postfix itself with a fatal error. */
export class MacroError extends Error {
  override readonly name = 'MacroError';
}

/** As Postfix has it (mac_expand.c). */
const DEEPEST = 100;
/** What a hostile file may grow to. */
const LARGEST = 4 * 1024 * 1024;

/** Expands `text` with all that its parameters hold. Throws MacroError. */
export function expand(text: string, lookup: Lookup): Expanded {
  const missing = new Set<string>();
  const budget = { left: LARGEST };
  const done = expandAt(text, { lookup, missing, budget }, 0);
  return { text: done, undefined: [...missing] };
}

interface Scene {
  readonly lookup: Lookup;
  readonly missing: Set<string>;
  readonly budget: { left: number };
}

function expandAt(text: string, scene: Scene, depth: number): string {
  if (depth > DEEPEST) throw new MacroError(`macro call nesting level > ${DEEPEST}`);
  const out: string[] = [];
  for (let at = 0; at < text.length; ) {
    const dollar = text.indexOf('$', at);
    const end = dollar < 0 ? text.length : dollar;
    out.push(text.slice(at, end));
    if (dollar < 0) break;
    if (text[dollar + 1] === '$') {
      out.push('$');
      at = dollar + 2;
      continue;
    }
    const call = callAt(text, dollar + 1);
    out.push(valueIn(call.body, call.braced, scene, depth));
    at = call.end;
  }
  const whole = out.join('');
  scene.budget.left -= whole.length;
  if (scene.budget.left < 0) throw new MacroError('it becomes too long');
  return whole;
}

/** What stands behind a dollar: a name, or what is between balanced braces or parentheses. */
function callAt(text: string, at: number): { body: string; braced: boolean; end: number } {
  const open = text[at];
  if (open === '{' || open === '(') {
    const end = closing(text, at);
    if (end < 0) throw new MacroError(`truncated macro reference: "${text.slice(at - 1, at + 40)}"`);
    return { body: text.slice(at + 1, end), braced: true, end: end + 1 };
  }
  const name = /^[A-Za-z0-9_]*/.exec(text.slice(at, at + 256))?.[0] ?? '';
  if (name === '') throw new MacroError(`empty macro name: "${text.slice(at - 1, at + 40)}"`);
  return { body: name, braced: false, end: at + name.length };
}

/** The end of what opens at `at`, counting that kind of bracket alone; -1 where it never closes. */
function closing(text: string, at: number): number {
  const open = text[at] as string;
  const close = open === '{' ? '}' : ')';
  let depth = 0;
  for (let i = at; i < text.length; i += 1) {
    if (text[i] === open) depth += 1;
    else if (text[i] === close) {
      depth -= 1;
      if (depth === 0) return i;
    }
  }
  return -1;
}

function valueIn(body: string, braced: boolean, scene: Scene, depth: number): string {
  const plain = body.trimStart();
  if (braced && plain.startsWith('{')) return comparison(plain, scene, depth);
  const [, name = '', rest = ''] = /^([A-Za-z0-9_]*)\s*([\s\S]*)$/.exec(plain) ?? [];
  if (name === '') throw new MacroError(`empty macro name: "\${${body.slice(0, 40)}}"`);
  const value = scene.lookup(name);
  const known = value !== undefined && value !== '';
  if (rest === '') {
    if (value === undefined) scene.missing.add(name);
    return value === undefined ? '' : expandAt(value, scene, depth + 1);
  }
  const operator = rest[0];
  if (operator !== '?' && operator !== ':') throw new MacroError(`attribute syntax error: "${body.slice(0, 40)}"`);
  const { yes, no } = branches(rest, operator);
  const chosen = known ? yes : no;
  return chosen === null ? '' : expandAt(chosen, scene, depth + 1);
}

/** `?{text}:{text}`, `?{text}`, `?text`, `:{text}`, `:text`. */
function branches(rest: string, operator: '?' | ':'): { yes: string | null; no: string | null } {
  const after = rest.slice(1);
  if (!/^\s*\{/.test(after)) return operator === '?' ? { yes: after, no: null } : { yes: null, no: after };
  const first = group(after);
  const tail = first.rest.trim();
  if (operator === ':') {
    if (tail !== '') throw new MacroError(`unexpected text: "${tail.slice(0, 40)}"`);
    return { yes: null, no: first.text };
  }
  if (tail === '') return { yes: first.text, no: null };
  if (!tail.startsWith(':')) throw new MacroError(`unexpected text: "${tail.slice(0, 40)}"`);
  const other = tail.slice(1);
  return { yes: first.text, no: /^\s*\{/.test(other) ? group(other).text : other };
}

/** `{text}` at the start; the blanks within belong to it. */
function group(text: string): { text: string; rest: string } {
  const start = text.indexOf('{');
  const end = closing(text, start);
  if (end < 0) throw new MacroError(`missing '}' in "${text.slice(0, 40)}"`);
  return { text: text.slice(start + 1, end), rest: text.slice(end + 1) };
}

const OPERATORS = ['==', '!=', '<=', '>=', '<', '>'] as const;

/** `{left} == {right} ? {text} : {text}`; `<level` and its kin compare versions. */
function comparison(body: string, scene: Scene, depth: number): string {
  const left = group(body);
  const [, sign = '', behind = ''] = /^\s*([=!<>]=?(?:level)?)\s*([\s\S]*)$/.exec(left.rest) ?? [];
  if (sign === '' || !behind.startsWith('{'))
    throw new MacroError(`relational operator expected: "${body.slice(0, 40)}"`);
  const right = group(behind);
  const conditional = right.rest.trim();
  const operator = OPERATORS.find((each) => sign.startsWith(each));
  if (operator === undefined) throw new MacroError(`relational operator expected: "${body.slice(0, 40)}"`);
  const order = compare(
    expandAt(left.text, scene, depth + 1),
    expandAt(right.text, scene, depth + 1),
    sign.endsWith('level'),
  );
  const holds = {
    '==': order === 0,
    '!=': order !== 0,
    '<': order < 0,
    '<=': order <= 0,
    '>': order > 0,
    '>=': order >= 0,
  }[operator];
  if (conditional === '') return holds ? 'true' : '';
  const mark = conditional[0];
  if (mark !== '?' && mark !== ':') throw new MacroError(`unexpected text: "${conditional.slice(0, 40)}"`);
  const { yes, no } = branches(conditional, mark);
  const chosen = holds ? yes : no;
  return chosen === null ? '' : expandAt(chosen, scene, depth + 1);
}

/** By number where both are whole numbers, part by part for levels, else by bytes. */
function compare(one: string, other: string, level: boolean): number {
  if (level) return compareLevels(one, other);
  if (/^\d+$/.test(one) && /^\d+$/.test(other)) return Number(one) - Number(other);
  return one === other ? 0 : one < other ? -1 : 1;
}

function compareLevels(one: string, other: string): number {
  const parts = (text: string) => text.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const [left, right] = [parts(one), parts(other)];
  for (let at = 0; at < 3; at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
