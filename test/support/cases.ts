import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** The text of one recorded file under `test/cases/`. Throws where there is no such file. */
function caseText(file: string): string {
  return gunzipSync(readFileSync(new URL(`../cases/${file}`, import.meta.url))).toString('utf8');
}

/** The rows of `test/cases/NAME.jsonl.gz`, recorded from a real qmail, in order. Throws where there is no such file. */
export function readCases<T>(name: string): T[] {
  const lines = caseText(`${name}.jsonl.gz`).split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}

/** What `test/cases/NAME.json.gz` holds. Throws where there is no such file. */
export function readCase<T>(name: string): T {
  return JSON.parse(caseText(`${name}.json.gz`)) as T;
}

/** A text of a case as the bytes that stood on disk: one character for each byte of its UTF-8. */
export function byteString(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
