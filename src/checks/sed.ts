/**
 * sed scripts for the commands that findings show. They go by what a line says, not by its number, so that one command does not
 * spoil the next, and running one twice does no harm.
 */

/** Puts `lines` in place of each line that is `text`, blanks at its end aside. */
export function sedReplace(text: string, lines: readonly string[]): string {
  return `s/^${pattern(text)}[ \\t]*$/${lines.map(replacement).join('\\n')}/`;
}

/** Removes each line that is `text`, blanks at its end aside. */
export function sedDelete(text: string): string {
  return `/^${pattern(text)}[ \\t]*$/d`;
}

function pattern(text: string): string {
  return text.replace(/[\\/.*[\]^$]/g, '\\$&').replaceAll('\t', '\\t');
}

function replacement(text: string): string {
  return text.replace(/[\\/&]/g, '\\$&').replaceAll('\t', '\\t');
}
