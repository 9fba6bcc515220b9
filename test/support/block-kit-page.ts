/** Block Kit as a page, near to how Slack draws it: for the gallery in docs/slack.md. Not Slack's own drawing. */

interface Text {
  readonly text: string;
}
type Bag = Readonly<Record<string, unknown>>;

/** A message by Cordon, or a view; `label` says which. */
export interface Shown {
  readonly label: string;
  readonly blocks: readonly Bag[];
  readonly modal?: { readonly title: string; readonly submit?: string; readonly close?: string };
}

/** One message or view as a whole page. */
export function pageOf({ label, blocks, modal }: Shown): string {
  const body = blocks.map(blockOf).join('');
  const framed = modal ? modalOf(modal, body) : messageOf(label, body);
  return `<!DOCTYPE html><meta charset="utf-8"><title>${safe(label)}</title><style>${STYLE}</style>${framed}`;
}

function messageOf(label: string, body: string): string {
  return `<main class="message"><div class="face">C</div><div><p class="who"><b>Cordon</b> <i>APP</i> <span>${safe(label)}</span></p>${body}</div></main>`;
}

function modalOf({ title, submit, close }: NonNullable<Shown['modal']>, body: string): string {
  const buttons = [
    close ? `<b class="button">${safe(close)}</b>` : '',
    submit ? `<b class="button primary">${safe(submit)}</b>` : '',
  ];
  return `<main class="modal"><h1>${safe(title)}</h1>${body}<p class="foot">${buttons.join('')}</p></main>`;
}

function blockOf(block: Bag): string {
  switch (block.type) {
    case 'header':
      return `<h2>${textOf(block.text)}</h2>`;
    case 'section':
      return `<section><div>${block.text ? `<p>${textOf(block.text)}</p>` : ''}${fieldsOf(block.fields)}</div>${elementOf(block.accessory)}</section>`;
    case 'context':
      return `<p class="context">${listOf(block.elements).map(textOf).join(' ')}</p>`;
    case 'actions':
      return `<div class="actions">${listOf(block.elements).map(elementOf).join('')}</div>`;
    case 'rich_text':
      return `<p>${listOf(block.elements).map(richOf).join('')}</p>`;
    case 'input':
      return `<div class="input"><b>${textOf(block.label)}${block.optional ? ' <i>(optional)</i>' : ''}</b>${elementOf(block.element)}${block.hint ? `<small>${textOf(block.hint)}</small>` : ''}</div>`;
    case 'divider':
      return '<hr>';
    default:
      throw new Error(`The gallery does not draw ${block.type} yet.`);
  }
}

function fieldsOf(fields: unknown): string {
  const all = listOf(fields);
  if (all.length === 0) return '';
  const cells = all.map((one) => {
    const [label = '', ...value] = (one as unknown as Text).text.split('\n');
    return `<p><em>${safe(label)}</em><br>${safe(value.join(' '))}</p>`;
  });
  return `<div class="fields">${cells.join('')}</div>`;
}

function elementOf(given: unknown): string {
  if (!given) return '';
  const element = given as Bag;
  switch (element.type) {
    case 'button':
      return `<b class="button ${element.style ?? ''}">${textOf(element.text)}</b>`;
    case 'checkboxes':
      return boxesOf(element);
    case 'plain_text_input':
      return `<div class="field ${element.multiline ? 'tall' : ''}">${safe(String(element.initial_value ?? ''))}</div>`;
    default:
      return `<div class="field menu">${menuOf(element)} <span>▾</span></div>`;
  }
}

function menuOf({ initial_option, initial_user, initial_date, placeholder }: Bag): string {
  if (initial_option) return textOf((initial_option as Bag).text);
  if (initial_user ?? initial_date) return safe(String(initial_user ?? initial_date));
  return placeholder ? textOf(placeholder) : 'Select…';
}

function boxesOf({ options, initial_options }: Bag): string {
  const ticked = new Set(listOf(initial_options).map(({ value }) => value));
  const rows = listOf(options).map(({ text, value, description }) => {
    const done = ticked.has(value);
    const beside = description ? `<small>${textOf(description)}</small>` : '';
    return `<div class="box ${done ? 'done' : ''}"><u>${done ? '✓' : ''}</u><span>${textOf(text)}${beside}</span></div>`;
  });
  return `<div class="boxes">${rows.join('')}</div>`;
}

function richOf({ elements }: Bag): string {
  return listOf(elements)
    .map(({ type, text, url, user_id, timestamp, style }) => {
      // Drawn for a reader who is an hour ahead of UTC.
      if (type === 'date') return new Date((Number(timestamp) + 3600) * 1000).toISOString().slice(11, 16);
      if (style) return `<b>${safe(String(text))}</b>`;
      if (type === 'user') return `<a class="mention">@${safe(String(user_id))}</a>`;
      return type === 'link' ? `<a>${safe(String(text ?? url))}</a>` : safe(String(text));
    })
    .join('');
}

function listOf(given: unknown): readonly Bag[] {
  return Array.isArray(given) ? (given as readonly Bag[]) : [];
}

function textOf(given: unknown): string {
  return safe((given as Text).text);
}

function safe(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\n', '<br>');
}

const STYLE = `
body { margin: 0; padding: 16px; width: 600px; font: 15px/1.45 Lato, 'Segoe UI', 'DejaVu Sans', sans-serif; color: #1d1c1d; background: #fff }
main.message { display: grid; grid-template-columns: 36px 1fr; gap: 8px }
main.modal { border: 1px solid #ddd; border-radius: 8px; padding: 12px 20px }
.face { width: 36px; height: 36px; border-radius: 6px; background: #1f2933; color: #fff; display: grid; place-items: center; font-weight: 700 }
p { margin: 4px 0 } .who { margin: 0 } .who i { font-size: 10px; background: #eee; color: #616061; padding: 1px 3px; border-radius: 2px } .who span, .context, small { color: #616061; font-size: 12px }
h1 { font-size: 18px; margin: 4px 0 10px } h2 { font-size: 18px; margin: 8px 0 4px } hr { border: 0; border-top: 1px solid #ddd; margin: 10px 0 }
section { display: flex; justify-content: space-between; gap: 12px; align-items: start } section > div { flex: 1 }
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: 2px 12px } em { font-style: normal; font-weight: 700 }
.actions { display: flex; flex-wrap: wrap; gap: 8px; margin: 6px 0 }
.button { font-weight: 700; font-size: 13px; border: 1px solid #bbb; border-radius: 4px; padding: 5px 11px; white-space: nowrap } .primary { background: #007a5a; color: #fff; border-color: #007a5a } .danger { background: #e01e5a; color: #fff; border-color: #e01e5a }
.boxes { width: 100% } .box { display: flex; gap: 8px; margin: 4px 0 } .box small { display: block } .box u { width: 14px; height: 14px; flex: none; margin-top: 3px; border: 1px solid #888; border-radius: 3px; text-decoration: none; font-size: 11px; line-height: 14px; text-align: center } .done u { background: #1264a3; color: #fff; border-color: #1264a3 } 
.field { border: 1px solid #bbb; border-radius: 4px; padding: 6px 10px; min-height: 20px; min-width: 180px; margin: 4px 0 } .tall { min-height: 56px } .menu { display: flex; justify-content: space-between; font-size: 13px; color: #444 }
.input { margin: 10px 0 } .input i { font-weight: 400; color: #616061 } a { color: #1264a3 } .mention { background: #e8f5fa; border-radius: 3px; padding: 0 2px } .foot { display: flex; justify-content: end; gap: 8px; margin-top: 14px }
`;
