/** Reads a configuration file: who may have written it, its JSON with comments, and whether all in it is known. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { UsageError } from '../errors.ts';
import { reasonOf } from '../host/errno.ts';
import { problemIn } from './problem.ts';
import type { Settings } from './settings.ts';

export interface ConfigFile {
  readonly path: string;
  readonly settings: Settings;
  /** The line of a value, from 1. */
  lineOf(way: readonly (string | number)[]): number;
}

const LIMIT = 1024 * 1024;

/** Throws UsageError for a file that cannot be read, that others could have written, or that says what is not known. */
export function readConfig(path: string): ConfigFile {
  return parseConfig(readTrusted(path), path);
}

/** What the running user may be led by: a regular file of root or of that user, which nobody else may write to. */
function readTrusted(path: string): string {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw new UsageError(`cannot read the configuration ${path}: ${reasonOf(error)}`);
  }
  try {
    const { mode, uid, size } = fstatSync(descriptor);
    const me = process.geteuid?.() ?? 0;
    if ((mode & constants.S_IFMT) !== constants.S_IFREG) throw new UsageError(`${path} is not a regular file`);
    if (uid !== 0 && uid !== me)
      throw new UsageError(
        `${path} belongs to uid ${uid}, who could tell qmail-lint to keep silent: it must belong to root or to the user who runs it`,
      );
    if ((mode & 0o022) !== 0)
      throw new UsageError(
        `${path} can be written to by others (mode ${(mode & 0o7777).toString(8)}): chmod go-w ${path}`,
      );
    if (size > LIMIT) throw new UsageError(`${path} is larger than ${LIMIT} bytes`);
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

/** `text` is JSON with comments; `path` is for messages. */
export function parseConfig(text: string, path: string): ConfigFile {
  const plain = text.replace(/^\uFEFF/, '');
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
