/** HTML by tagged template: everything put in is escaped unless it is HTML already. */

export interface Html {
  readonly html: string;
}

type Value = string | number | false | null | undefined | Html | readonly Value[];

/** `html\`<p>${text}</p>\`` */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { html: parts.reduce((text, part, index) => text + textOf(values[index - 1]) + part) };
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

/** For HTML made elsewhere and sanitised there: the post-mortem's fragment. */
export function trusted(made: string): Html {
  return { html: made };
}

function textOf(value: Value): string {
  if (value === undefined || value === null || value === false) return '';
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  return isList(value) ? value.map(textOf).join('') : value.html;
}

function isList(value: Html | readonly Value[]): value is readonly Value[] {
  return Array.isArray(value);
}
