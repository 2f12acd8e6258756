/** ANSI colours, or none. */
export interface Paint {
  error(text: string): string;
  warning(text: string): string;
  plain(text: string): string;
  log(text: string): string;
  command(text: string): string;
  bold(text: string): string;
  dim(text: string): string;
}

const code = (open: number, close: number) => (text: string) => `\u001b[${open}m${text}\u001b[${close}m`;
const same = (text: string) => text;

export function paint(colour: boolean): Paint {
  if (!colour) return { error: same, warning: same, plain: same, log: same, command: same, bold: same, dim: same };
  return {
    error: code(31, 39),
    warning: code(33, 39),
    plain: same,
    log: code(36, 39),
    command: code(32, 39),
    bold: code(1, 22),
    dim: code(2, 22),
  };
}
