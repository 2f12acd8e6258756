/** Reads a configuration file: who may have written it, its JSON with comments, and whether all in it is known. */
import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parse,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { UsageError } from '../errors.ts';
import { readTrusted } from '../trusted-file.ts';
import { problemIn } from './problem.ts';
import type { Settings } from './settings.ts';

export interface ConfigFile {
  readonly path: string;
  readonly settings: Settings;
  /** The line of a value, from 1. */
  lineOf(way: readonly (string | number)[]): number;
}

/** Throws UsageError for a file that cannot be read, that others could have written, or that says what is not known. */
export function readConfig(path: string): ConfigFile {
  return parseConfig(readTrusted(path, 'the configuration'), path);
}

/** The language that a file asks for, whatever else is wrong with it; null where it asks for none, or is not to be trusted. */
export function languageSaid(path: string): 'en' | 'ja' | null {
  try {
    const { lang } = parse(withoutMark(readTrusted(path, 'the configuration')), [], { allowTrailingComma: true }) ?? {};
    return lang === 'en' || lang === 'ja' ? lang : null;
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
}

function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}

/** `text` is JSON with comments; `path` is for messages. */
export function parseConfig(text: string, path: string): ConfigFile {
  const plain = withoutMark(text);
  const errors: ParseError[] = [];
  const tree = parseTree(plain, errors, { allowTrailingComma: true });
  const lineAt = (offset: number) => plain.slice(0, offset).split('\n').length;
  const [broken] = errors;
  if (tree === undefined || broken !== undefined) {
    const what = broken === undefined ? 'it is empty' : wordsOf(printParseErrorCode(broken.error));
    throw new UsageError(`${path} line ${lineAt(broken?.offset ?? 0)}: ${what}`);
  }
  const twice = repeatedKey(tree);
  if (twice !== null)
    throw new UsageError(`${path} line ${lineAt(twice.offset)}: ${JSON.stringify(twice.value)} is given twice`);
  const settings: Settings = getNodeValue(tree);
  const lineOf = (way: readonly (string | number)[]) => lineAt(nodeAt(tree, way).offset);
  const problem = problemIn(settings);
  if (problem !== null) throw new UsageError(`${path} line ${lineOf(problem.at)}: ${problem.says}`);
  return { path, settings, lineOf };
}

/** `CommaExpected` as words. */
function wordsOf(code: string): string {
  return code.replace(/(?<=.)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).toLowerCase();
}

/** The node at a way, or the nearest one above it; for a property, its key. */
function nodeAt(tree: Node, way: readonly (string | number)[]): Node {
  const found = findNodeAtLocation(tree, [...way]);
  if (found === undefined) return way.length === 0 ? tree : nodeAt(tree, way.slice(0, -1));
  return found.parent?.type === 'property' ? found.parent : found;
}

/** A key that stands twice in one object: only one of them could be meant. */
function repeatedKey(node: Node): Node | null {
  const seen = new Set<string>();
  for (const child of node.children ?? []) {
    const key = child.type === 'property' ? child.children?.[0] : undefined;
    if (key !== undefined && seen.has(key.value)) return key;
    if (key !== undefined) seen.add(key.value);
    const below = repeatedKey(child);
    if (below !== null) return below;
  }
  return null;
}
