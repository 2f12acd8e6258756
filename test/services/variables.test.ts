import { describe, expect, test } from 'vitest';
import { findServices } from '../../src/services/services.ts';
import { type Node, tree } from './tree.ts';

/** What the default delivery is when a script says `qmail-start "$V"`: a value known, or null. */
function value(script: string, others: Readonly<Record<string, string | Node>> = {}): string | null | undefined {
  const { send } = findServices(tree({ ...others, '/var/qmail/rc': script }), '/var/qmail');
  return send[0]?.defaultDelivery;
}

const START = '\nexec qmail-start "$V"\n';

describe('expansion', () => {
  test.each([
    ['V=a', 'a'],
    ['A=b; V=$A', 'b'],
    ['A=b; V="x${A}y"', 'xby'],
    ["A=b; V='$A'", '$A'],
    ['A=b; V=\\$A', '$A'],
    ['A="b  c"; V=$A', 'b  c'],
    ['A=b; V=$A$A"$A"', 'bbb'],
    ['V=${A:-b}', 'b'],
    ['V="${A:-b c}"', 'b c'],
    ['A=; V=${A:-b}', 'b'],
    ['A=; V=${A-b}', ''],
    ['A=x; V=${A:-b}', 'x'],
    ['A=x; V=${B:-$A}', 'x'],
    ['A=x; V=${B:-${C:-"$A y"}}', 'x y'],
    [': ${A:=b}; V=$A', 'b'],
    ['A=x; V=${A:+b}', 'b'],
    ['V=z${A:+b}', 'z'],
    ['A=b; unset A; V=${A-c}', 'c'],
    ['V=$(cat /c/f)', 'one\ntwo'],
    ['V=`head -1 /c/f`', 'one'],
    ['V=`head -n1 /c/f 2>/dev/null`', 'one'],
    ['F=/c/f; V="`cat $F`"', 'one\ntwo'],
    ['cd /c; V=`cat f`', 'one\ntwo'],
    ['cd /; cd c && V=`cat f`', null],
    ['V=`cat /missing`', ''],
    ['V=`id -u qmaild`', '7791'],
    ['V=$(/usr/bin/id -g vpopmail)', '89'],
    ['V=`id -u nobodyhere`', ''],
    ['V=$A', null],
    ['V=${PATH:-x}', null],
    ['V=${A%x}', null],
    ['V=$((1+1))', null],
    ['V=$1', null],
    ['V="$@"', null],
    ['V=$$', null],
    ['V=`hostname`', null],
    ['V=`id -un`', null],
    ['V=`id -u $A`', null],
    ['V=`id -u unreachable`', null],
    ['V=`cat /c/f /c/f`', null],
    ['V=`cat /c/f; echo`', null],
    ['V=`cat /c/f | sort`', null],
    ['V=$(head -2 /c/f)', null],
    ['V=a; V+=b', null],
    ['read V', null],
  ])('%s', (script, expected) => {
    expect(value(script + START, { '/c/f': 'one\ntwo\n\n' })).toBe(expected);
  });

  test('no value grows without end', () => {
    expect(value(`V=xxxxxxxxxxxxxxxx\n${'V=$V$V\n'.repeat(40)}${START}`)).toBeNull();
  });
});

describe('branches', () => {
  test.each([
    ['if c; then V=a; fi', null],
    ['V=a; if c; then V=a; fi', 'a'],
    ['V=a; if c; then V=b; fi', null],
    ['if c; then V=a; else V=a; fi', 'a'],
    ['if c; then V=a; else V=b; fi', null],
    ['if c; then V=a; elif d; then V=a; fi', null],
    ['V=a; if c; then V=b; exit 1; fi', 'a'],
    ['V=a; if c; then exec other; V=b; fi', 'a'],
    ['if c; then V=a; else exit 1; fi', 'a'],
    ['case $1 in x) V=a;; *) V=a;; esac', 'a'],
    ['case $1 in x) V=a;; y) V=a;; esac', null],
    ['V=a; case $1 in x) V=b;; esac', null],
    ['c && V=a', null],
    ['V=a; c || V=b', null],
    ['V=a; c || exit 1', 'a'],
    ['V=a; (V=b)', 'a'],
    ['V=a; V=b | cat', 'a'],
    ['V=a; V=b &', 'a'],
    ['{ V=a; }', 'a'],
    ['V=a; for i in 1 2; do V=b; done', null],
    ['V=a; while c; do d; done', 'a'],
    ['f() { V=b; }; V=a', 'a'],
    ['f() { V=b; }; V=a; f', 'b'],
    ['f() { V=b; return; V=c; }; V=a; f', 'b'],
    ['V=a; if c; then V=b; if d; then V=c; fi; V=a; fi', 'a'],
    ['V=a; eval "$x"', null],
    ['V=a; . /missing', 'a'],
    ['. /missing; V=${A:-b}', null],
    ['. /c/defaults; V=$D', './Maildir/'],
    ['test -f /c/defaults && . /c/defaults; V=$D', null],
  ])('%s', (script, expected) => {
    expect(value(script + START, { '/c/defaults': 'D=./Maildir/\n' })).toBe(expected);
  });

  test('what cannot be reached is not read', () => {
    expect(value('exec qmail-start a\nexec qmail-start b\n')).toBe('a');
    expect(value('exit 0\nqmail-start a\n')).toBeUndefined();
    expect(value('if c; then exit 1; else exec d; fi\nqmail-start a\n')).toBeUndefined();
    expect(value('exec 2>&1\nqmail-start a\n')).toBe('a');
  });

  test('a loop may have set what is used above', () => {
    expect(value('V=a\nwhile c; do qmail-start "$V"; V=b; done\n')).toBeNull();
  });

  test('a function that may have been defined again is all that it may be', () => {
    expect(value('f() { V=a; }\nif c; then f() { V=b; }; fi\nf\nqmail-start "$V"\n')).toBeNull();
    expect(value('f() { V=a; }\nf() { V=b; }\nf\nqmail-start "$V"\n')).toBe('b');
    expect(value('V=a; c && f() { V=b; }\nf\nqmail-start "$V"\n')).toBeNull();
  });

  test('words of for and case are expanded', () => {
    expect(value('for i in ${V:=a}; do c; done\nqmail-start "$V"\n')).toBe('a');
    expect(value('case ${V:=a} in b) ;; esac\nqmail-start "$V"\n')).toBe('a');
  });

  test('a function is read where it is called, or at the end', () => {
    expect(value('V=a\nstart() { qmail-start "$V"; }\nV=b\nstart\n')).toBe('b');
    expect(value('start() { qmail-start "$V"; }\nV=c\nrun_rc_command "$1"\n')).toBe('c');
    expect(value('f() { f; g; }\ng() { f; }\nf\nqmail-start d\n')).toBe('d');
  });
});
