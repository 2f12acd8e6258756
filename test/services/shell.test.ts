import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseShell, type Step } from '../../src/services/shell.ts';
import { literal } from '../../src/services/shell-word.ts';

/** Each command as its line and its words; conditional structure in between. */
function outline(text: string): (string | [number, ...(string | null)[]])[] {
  return parseShell(text).steps.map((step: Step) => {
    if (step.kind === 'open') return step.name === '' ? step.scope : `${step.scope} ${step.name}`;
    if (step.kind !== 'command') return step.kind;
    const assigned = step.assignments.map(({ name, value }) => `${name}=${literal(value) ?? '?'}`);
    return [step.line, ...assigned, ...step.words.map(literal)];
  });
}

describe('simple commands', () => {
  test('comments, joined lines and line numbers', () => {
    const text = '#!/bin/sh\n# one\nexec a \\\n  b c # not this\n\nd#e f\n';
    expect(outline(text)).toEqual([
      [3, 'exec', 'a', 'b', 'c'],
      [6, 'd#e', 'f'],
    ]);
  });

  test('quotes join to one word and keep what is in them', () => {
    expect(outline(`a 'b c'"d e"f\\ g '' "h\\"i\\$j\\k"`)).toEqual([[1, 'a', 'b cd ef g', '', 'h"i$j\\k']]);
    expect(outline("qmail-start '|dot-forward .forward\n./Maildir/' splogger qmail\nb")).toEqual([
      [1, 'qmail-start', '|dot-forward .forward\n./Maildir/', 'splogger', 'qmail'],
      [3, 'b'],
    ]);
  });

  test('a carriage return is part of the word', () => {
    expect(outline('a ./Maildir/\r\n')).toEqual([[1, 'a', './Maildir/\r']]);
  });

  test('assignments before a command, and none after it', () => {
    expect(outline('A=1 B="x y"; A=2 c D=3')).toEqual([
      [1, 'A=1', 'B=x y'],
      [1, 'A=2', 'c', 'D=3'],
    ]);
    expect(outline('A+=1')).toEqual([[1, 'A=?']]);
    expect(outline('A=(1 2)\nb')).toEqual([
      [1, 'A=?'],
      [2, 'b'],
    ]);
  });

  test('redirections are no words', () => {
    expect(outline('exec 2>&1\na >b 2>/dev/null <c >>"d e" f')).toEqual([
      [1, 'exec'],
      [2, 'a', 'f'],
    ]);
  });

  test('here-documents are not commands', () => {
    expect(outline("cat <<EOF\nexec tcpserver\nEOF\na <<-'E F'\n\tb\n\tE F\nc")).toEqual([
      [1, 'cat'],
      [4, 'a'],
      [7, 'c'],
    ]);
    expect(outline('a <<<b\nc')).toEqual([
      [1, 'a'],
      [2, 'c'],
    ]);
  });
});

describe('structure', () => {
  test('what follows && or || is conditional, up to the end of the list', () => {
    expect(outline('a && b || c; d')).toEqual([[1, 'a'], 'choice', [1, 'b'], [1, 'c'], 'close', [1, 'd']]);
  });

  test('the parts of a pipeline and what runs in the background are apart', () => {
    expect(outline('a | b\nc &\nd')).toEqual([
      'subshell',
      [1, 'a'],
      'close',
      'subshell',
      [1, 'b'],
      'close',
      'background',
      [2, 'c'],
      'close',
      [3, 'd'],
    ]);
  });

  test('if, elif and else', () => {
    const text = 'if [ a ]; then\n b\nelif c\nthen d; else e; fi\nf';
    expect(outline(text)).toEqual([
      [1, '[', 'a', ']'],
      'choice',
      [2, 'b'],
      'branch',
      [3, 'c'],
      [4, 'd'],
      'branch',
      [4, 'e'],
      'close',
      [5, 'f'],
    ]);
    expect(parseShell(text).steps.findLast(({ kind }) => kind === 'close')).toEqual({
      kind: 'close',
      exhaustive: true,
    });
  });

  test('case, whose patterns are no commands, and whose word is expanded', () => {
    expect(outline('case "$1" in\nstart|go) a;;\n(stop)\n b\n ;;\n*) c\nesac\nd')).toEqual([
      [1, ':', null],
      'choice',
      [2, 'a'],
      'branch',
      [4, 'b'],
      'branch',
      [6, 'c'],
      'close',
      [8, 'd'],
    ]);
  });

  test('functions, both ways', () => {
    expect(outline('f() {\n a\n}\nfunction g { b; }\nf')).toEqual([
      'function f',
      [2, 'a'],
      'close',
      'function g',
      [4, 'b'],
      'close',
      [5, 'f'],
    ]);
  });

  test('loops, groups and subshells', () => {
    expect(
      outline('for i in a b; do c; done\nfor j; do k; done\nwhile d; do e; done >f\n{ g; } 2>&1\n(h; i)\n! j'),
    ).toEqual([
      [1, ':', 'a', 'b'],
      'loop',
      [1, 'i=?'],
      [1, 'c'],
      'close',
      'loop',
      [2, 'j=?'],
      [2, 'k'],
      'close',
      'loop',
      [3, 'd'],
      [3, 'e'],
      'close',
      [4, 'g'],
      'subshell',
      [5, 'h'],
      [5, 'i'],
      'close',
      [6, 'j'],
    ]);
  });

  test('words like reserved ones are plain where no command starts', () => {
    expect(outline('echo if then fi done { }')).toEqual([[1, 'echo', 'if', 'then', 'fi', 'done', '{', '}']]);
  });

  test.each(['if a; then b', 'case x in', 'f() {', '(a', '"a', "'a", '`a', '$(a', '${a', 'a )', 'esac )'])(
    'half a script gives what there is: %s',
    (text) => {
      expect(() => parseShell(text)).not.toThrow();
    },
  );

  test('says when a part was not understood', () => {
    expect(parseShell('if a; then b').complete).toBe(false);
    expect(parseShell('a ) b').complete).toBe(false);
    expect(parseShell('{ a; }; b && c | d').complete).toBe(true);
  });
});

describe('any bytes', () => {
  const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => String.fromCharCode(...array));
  const shellish = fc
    .array(
      fc.constantFrom(
        ...' \t\n;&|<>(){}$`"\'\\#=!*a1',
        ...[
          'if ',
          'then ',
          'fi\n',
          'case ',
          'esac ',
          ' in ',
          ';;',
          'do ',
          'done',
          'for ',
          '$(',
          '${',
          ':-',
          '<<',
          'f()',
        ],
      ),
      { maxLength: 80 },
    )
    .map((pieces) => pieces.join(''));

  test('never throw and never hang', () => {
    fc.assert(
      fc.property(fc.oneof(bytes, shellish), (text) => {
        const { steps } = parseShell(text);
        const opened = steps.filter(({ kind }) => kind === 'open').length;
        expect(steps.filter(({ kind }) => kind === 'close')).toHaveLength(opened);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    '(',
    '{ ',
    '$(',
    '${a:-',
    '"',
    '`',
    'if ',
    'a&&',
    'a|',
    'f() ',
    'case a in b) ',
    '<<a\n',
    '\\\n',
    '"${a:-"',
  ])('sixty-four kilobytes of %j are read in a moment', (unit) => {
    const start = performance.now();
    parseShell(unit.repeat(65536 / unit.length));
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
