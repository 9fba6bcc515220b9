/**
 * Block Kit's lengths and counts, which stand in its reference in words only: https://docs.slack.dev/reference/block-kit
 * and the descriptions in `@slack/types`.
 */

type Bag = Readonly<Record<string, unknown>>;
type Tell = (fault: string, pointer: string) => void;

/** Longest text of a text object, by where it stands: `type.field`. */
const TEXTS: Readonly<Record<string, number>> = {
  'section.text': 3000,
  'section.fields': 2000,
  'header.text': 150,
  'context.elements': 3000,
  'button.text': 75,
  'input.label': 2000,
  'input.hint': 2000,
  'option.text': 75,
  'option.description': 75,
  'option_group.label': 75,
  'confirm.title': 100,
  'confirm.text': 300,
  'confirm.confirm': 30,
  'confirm.deny': 30,
  'any.placeholder': 150,
  'image.title': 2000,
  'video.title': 200,
  'modal.title': 24,
  'modal.submit': 24,
  'modal.close': 24,
};

/** Longest plain string. */
const STRINGS: Readonly<Record<string, number>> = {
  'any.block_id': 255,
  'any.action_id': 255,
  'button.value': 2000,
  'button.url': 3000,
  'button.accessibility_label': 75,
  'option.value': 75,
  'option.url': 3000,
  'image.image_url': 3000,
  'image.alt_text': 2000,
  'markdown.text': 12_000,
  'view.private_metadata': 3000,
  'view.callback_id': 255,
  'view.external_id': 255,
};

/** Most and fewest of a list. */
const COUNTS: Readonly<Record<string, readonly [fewest: number, most: number]>> = {
  'section.fields': [1, 10],
  'actions.elements': [1, 25],
  'context.elements': [1, 10],
  'checkboxes.options': [1, 10],
  'radio_buttons.options': [1, 10],
  'overflow.options': [1, 5],
  'static_select.options': [1, 100],
  'static_select.option_groups': [1, 100],
  'multi_static_select.options': [1, 100],
  'multi_static_select.option_groups': [1, 100],
  'option_group.options': [1, 100],
  'table.rows': [1, 100],
};

/** Walks a block or view and tells each length that is over, with its JSON pointer. */
export function measure(node: unknown, pointer: string, tell: Tell, kind = ''): void {
  if (Array.isArray(node)) {
    for (const [index, one] of node.entries()) measure(one, `${pointer}/${index}`, tell, kind);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const bag = node as Bag;
  const type = kind || String(bag.type ?? '');
  for (const [field, value] of Object.entries(bag)) {
    const at = `${pointer}/${field}`;
    measureField(type, field, value, at, tell);
    measure(value, at, tell, kindOf(field, type));
  }
}

function measureField(type: string, field: string, value: unknown, at: string, tell: Tell): void {
  const strings = STRINGS[`${type}.${field}`] ?? STRINGS[`any.${field}`];
  if (strings !== undefined && typeof value === 'string' && value.length > strings) tell(over(value, strings), at);
  const count = COUNTS[`${type}.${field}`];
  if (count && Array.isArray(value)) {
    if (value.length > count[1]) tell(`no more than ${count[1]} items allowed`, at);
    if (value.length < count[0]) tell(`no fewer than ${count[0]} items allowed`, at);
  }
  const most = TEXTS[`${type}.${field}`] ?? TEXTS[`any.${field}`];
  if (most === undefined) return;
  for (const one of Array.isArray(value) ? value : [value]) {
    const said = textOf(one);
    if (said === undefined) continue;
    if (said.length > most) tell(over(said, most), at);
    if (said.length === 0) tell('must be more than 0 characters', at);
  }
}

function over(text: string, most: number): string {
  return `must be less than ${most + 1} characters (has ${text.length})`;
}

function textOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('text' in value)) return undefined;
  const { type, text } = value as { type?: unknown; text: unknown };
  return typeof text === 'string' && (type === 'plain_text' || type === 'mrkdwn') ? text : undefined;
}

/** Composition objects bear no type of their own. */
function kindOf(field: string, parent: string): string {
  if (field === 'options' || field === 'initial_options' || field === 'initial_option') return 'option';
  if (field === 'option_groups') return 'option_group';
  return field === 'confirm' && parent !== 'confirm' ? 'confirm' : '';
}

/** Characters over all texts of the blocks. Over about 13,200 Slack answers `msg_blocks_too_long` (undocumented; bolt-js#2509). */
export function charactersOf(node: unknown): number {
  if (Array.isArray(node)) return node.reduce<number>((sum, one) => sum + charactersOf(one), 0);
  if (typeof node !== 'object' || node === null) return 0;
  return Object.entries(node).reduce(
    (sum, [field, value]) => sum + (field === 'text' && typeof value === 'string' ? value.length : charactersOf(value)),
    0,
  );
}
