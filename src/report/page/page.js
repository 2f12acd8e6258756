// Runs in the reader's browser: filters, searches, folds and copies what the page already holds. It makes no markup of any text.
const $ = (id) => document.getElementById(id);
const form = $('filters');
const kinds = [...document.querySelectorAll('.kind')].map((element) => ({
  element,
  items: element.matches('.item') ? [element] : [...element.querySelectorAll('.item')],
  more: element.querySelector('.more'),
  shown: true,
  matches: [],
}));
const sections = [...document.querySelectorAll('.severity-section')];
const tiles = [...document.querySelectorAll('.tile')];
const total = kinds.reduce((sum, { items }) => sum + items.length, 0);
/** Who opens a folded list by hand keeps it open. */
const OPENED_BY_SEARCH = 50;
/** How many stand above the folded ones. */
const OPEN_ITEMS = 5;

/** Made at the first search: lower case, a text for each kind and for each finding. */
let texts;
function textsOf() {
  texts ??= kinds.map(({ element, items }) => {
    const rule = `${element.dataset.rule} `.toLowerCase();
    if (items[0] === element) return { shared: rule + element.textContent.toLowerCase(), own: [''] };
    const shared = [...element.querySelectorAll(':scope > summary, :scope > dl > :not(.items)')];
    return {
      shared: rule + shared.map((each) => each.textContent.toLowerCase()).join(' '),
      own: items.map((item) => item.textContent.toLowerCase()),
    };
  });
  return texts;
}

function wanted() {
  return {
    words: $('q').value.toLowerCase().split(/\s+/).filter(Boolean),
    tile: tiles.find((each) => each.getAttribute('aria-pressed') === 'true')?.dataset.tile,
    class: $('by-class')?.value,
    user: $('by-user')?.value,
    rule: $('by-rule')?.value,
  };
}

function kindMatches({ dataset }, want) {
  if (want.tile && want.tile !== (want.tile === 'silent' ? dataset.class : dataset.severity)) return false;
  return (!want.class || want.class === dataset.class) && (!want.rule || want.rule === dataset.rule);
}

function filter() {
  const want = wanted();
  const active = want.words.length > 0 || Boolean(want.tile || want.class || want.user || want.rule);
  const index = want.words.length > 0 ? textsOf() : null;
  let shown = 0;
  kinds.forEach((kind, at) => {
    const some = kindMatches(kind.element, want) ? filterItems(kind, want, index?.[at]) : 0;
    shown += some;
    if (kind.shown !== some > 0) kind.element.hidden = some === 0;
    kind.shown = some > 0;
    if (some === 0) return;
    if (kind.more) unfoldMore(kind, active, some);
    hideItems(kind);
  });
  for (const section of sections) section.hidden = !section.querySelector('.kind:not([hidden])');
  $('nothing').hidden = shown > 0 || total === 0;
  $('clear').disabled = !active;
  $('shown').textContent = active ? form.dataset.shown.replace('{shown}', shown).replace('{all}', total) : '';
}

/** How many of its findings match. */
function filterItems(kind, want, text) {
  const left = text ? want.words.filter((word) => !text.shared.includes(word)) : [];
  kind.matches = kind.items.map(
    (item, at) => (!want.user || item.dataset.user === want.user) && left.every((word) => text.own[at].includes(word)),
  );
  return kind.matches.filter(Boolean).length;
}

/** Those of its findings that do not match are hidden; the folded ones when they are unfolded. */
function hideItems({ element, items, more, matches }) {
  if (items[0] === element) return;
  items.forEach((item, at) => {
    if (more && !more.open && at >= OPEN_ITEMS) return;
    if (item.hidden === matches[at]) item.hidden = !matches[at];
  });
}

function unfoldMore({ more, items }, active, some) {
  const narrowed = active && some < items.length && some <= OPENED_BY_SEARCH;
  if (narrowed && !more.open) {
    more.open = true;
    more.dataset.opened = '';
  } else if (!narrowed && 'opened' in more.dataset) {
    more.open = false;
    delete more.dataset.opened;
  }
}

function press(tile) {
  const pressed = tile.getAttribute('aria-pressed') === 'true';
  for (const each of tiles) each.setAttribute('aria-pressed', String(each === tile && !pressed));
  filter();
}

/** Folds all that is shown, or unfolds it. */
function foldAll() {
  const shown = kinds.filter((kind) => kind.shown);
  const open = !shown.some(({ element }) => element.open);
  for (const { element } of shown) element.open = open;
  nameFold();
}

function nameFold() {
  const open = kinds.some(({ element, shown }) => shown && element.open);
  $('fold').textContent = open ? form.dataset.fold : form.dataset.unfold;
}

async function copy(button) {
  const command = button.parentElement.querySelector('code');
  try {
    await navigator.clipboard.writeText(command.textContent);
  } catch {
    getSelection().selectAllChildren(command);
    document.execCommand('copy');
  }
  const label = button.textContent;
  if (label === form.dataset.copied) return;
  button.textContent = form.dataset.copied;
  $('spoken').textContent = form.dataset.copied;
  setTimeout(() => {
    button.textContent = label;
    $('spoken').textContent = '';
  }, 1500);
}

/** A link to one finding opens what it is folded in. */
function openTarget() {
  const target = location.hash.length > 1 ? $(decodeURIComponent(location.hash.slice(1))) : null;
  for (let at = target?.closest('details'); at; at = at.parentElement?.closest('details')) at.open = true;
  target?.scrollIntoView?.();
}

let printed = [];
addEventListener('beforeprint', () => {
  printed = [...document.querySelectorAll('.kind:not([hidden]):not([open]), .kind:not([hidden]) .more:not([open])')];
  for (const each of printed) each.open = true;
});
addEventListener('afterprint', () => {
  for (const each of printed) each.open = false;
});

let due = 0;
form.addEventListener('input', () => {
  cancelAnimationFrame(due);
  due = requestAnimationFrame(filter);
});
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('reset', () => {
  for (const tile of tiles) tile.setAttribute('aria-pressed', 'false');
  setTimeout(() => {
    filter();
    $('q').focus();
  });
});
for (const tile of tiles) tile.addEventListener('click', () => press(tile));
$('fold').addEventListener('click', foldAll);
document.addEventListener('click', (event) => {
  if (event.target.matches('.copy')) copy(event.target);
});
document.addEventListener(
  'toggle',
  ({ target }) => {
    const unfolded = target.open && kinds.find(({ more, shown }) => shown && more === target);
    if (unfolded && unfolded.matches.length > 0) hideItems(unfolded);
    nameFold();
  },
  true,
);
(window.requestIdleCallback ?? setTimeout)(textsOf);
document.addEventListener('keydown', (event) => {
  const typing = event.target.matches('input, select, textarea');
  if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    $('q').focus();
  }
});
addEventListener('hashchange', openTarget);
form.hidden = total === 0;
for (const button of document.querySelectorAll('.copy')) button.hidden = false;
nameFold();
openTarget();
