/** JSON piece by piece: memory follows one element of a list, not the whole. */

type Item = Readonly<Record<string, unknown>>;

/**
 * As `JSON.stringify(value, null, 2)` and a line feed would be; what is an iterator becomes a list, element by element. What
 * could steer a terminal is written as an escape, which JSON reads as the same text.
 */
export function* jsonChunks(value: Item): Generator<string> {
  yield* objectChunks(value, '');
  yield '\n';
}

function* chunksOf(value: unknown, indent: string): Generator<string> {
  if (isIterator(value)) yield* listChunks(value, indent);
  else if (Array.isArray(value) && isLazy(value)) yield* listChunks(value, indent);
  else if (isLazy(value)) yield* objectChunks(value as Item, indent);
  else yield indented(value, indent);
}

function* objectChunks(value: Item, indent: string): Generator<string> {
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  const inner = `${indent}  `;
  yield '{';
  for (const [at, [name, each]] of entries.entries()) {
    yield `${at === 0 ? '' : ','}\n${inner}${indented(name, '')}: `;
    yield* chunksOf(each, inner);
  }
  yield entries.length === 0 ? '}' : `\n${indent}}`;
}

function* listChunks(items: Iterable<unknown>, indent: string): Generator<string> {
  const inner = `${indent}  `;
  let some = false;
  for (const item of items) {
    yield `${some ? ',' : '['}\n${inner}`;
    yield* chunksOf(item, inner);
    some = true;
  }
  yield some ? `\n${indent}]` : '[]';
}

function indented(value: unknown, indent: string): string {
  return JSON.stringify(value, null, 2)
    .replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Co}\ufffe\uffff]/gu, escapes)
    .replaceAll('\n', `\n${indent}`);
}

function escapes(character: string): string {
  return [...Array(character.length).keys()]
    .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('');
}

/** Whether an iterator is in it. */
function isLazy(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return isIterator(value) || Object.values(value).some(isLazy);
}

function isIterator(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Symbol.iterator in value;
}
