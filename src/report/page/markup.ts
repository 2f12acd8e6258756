/** The one way that text gets into the page. */
import { safeText } from '../safe-text.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text of any origin as HTML text or a quoted attribute: steering characters as escapes, then the entities. */
export function html(text: string): string {
  return safeText(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** What qmail or a shell says: never translated, read out as English. */
export function code(text: string, kind = ''): string {
  return `<code${kind === '' ? '' : ` class="${kind}"`} lang="en" translate="no"${longer(text)}>${html(text)}</code>`;
}

/** Longer than a person reads at once: shown in a box of its own, which the keyboard can scroll. */
const LONG = 600;

function longer(text: string): string {
  return text.length > LONG ? ' data-long tabindex="0" role="group"' : '';
}

/** Running text, in a box where it is too long. */
export function prose(text: string): string {
  return text.length > LONG ? `<span${longer(text)}>${html(text)}</span>` : html(text);
}
