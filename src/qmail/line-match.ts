/** Which message of the catalogue a whole line is: an alert, a warning, a reply, a complaint on standard error. */
import { comparable, wordings } from './message-pattern.ts';

export interface MatchedLine {
  readonly message: string;
  /** With `{placeholders}`. */
  readonly template: string;
}

export type LineMatcher = (text: string) => MatchedLine | null;

/** Fewer characters than these tell no message from an arbitrary line. */
const TELLING = 3;

/** Makes the matcher, at the first line that it is given; `wanted` chooses among the messages. The most literal is taken. */
export function lineMatcher(wanted: (program: string) => boolean = () => true): LineMatcher {
  let candidates: { message: string; template: string; whole: RegExp }[] | null = null;
  const made = () =>
    wordings()
      .filter(({ message, literal }) => message.kind === 'line' && literal >= TELLING && wanted(message.program))
      .toSorted((one, other) => other.literal - one.literal)
      .map(({ message, text, source }) => ({
        message: message.id,
        template: text,
        whole: new RegExp(`^${source}/?$`),
      }));
  return (text) => {
    candidates ??= made();
    const said = comparable(text);
    const found = candidates.find(({ whole }) => whole.test(said));
    return found === undefined ? null : { message: found.message, template: found.template };
  };
}
