/** JSON piece by piece: memory follows one element of a list, not the whole. */

type Item = Readonly<Record<string, unknown>>;

/** As `JSON.stringify(value, null, 2)` and a line feed would be; what is an iterator becomes a list, element by element. */
export function* jsonChunks(value: Item): Generator<string> {
  yield* objectChunks(value, '');
  yield '\n';
}

function* objectChunks(value: Item, indent: string): Generator<string> {
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  const inner = `${indent}  `;
  yield '{';
  for (const [at, [name, each]] of entries.entries()) {
    yield `${at === 0 ? '' : ','}\n${inner}${JSON.stringify(name)}: `;
    if (isIterator(each)) yield* listChunks(each, inner);
    else if (holdsIterator(each)) yield* objectChunks(each, inner);
    else yield indented(each, inner);
  }
  yield entries.length === 0 ? '}' : `\n${indent}}`;
}

function* listChunks(items: Iterable<unknown>, indent: string): Generator<string> {
  const inner = `${indent}  `;
  let some = false;
  for (const item of items) {
    yield `${some ? ',' : '['}\n${inner}${indented(item, inner)}`;
    some = true;
  }
  yield some ? `\n${indent}]` : '[]';
}

function indented(value: unknown, indent: string): string {
  return JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`);
}

function holdsIterator(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).some(isIterator);
}

function isIterator(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Symbol.iterator in value;
}
