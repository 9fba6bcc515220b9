/** Every document format, in the order people are offered them. */

import type { DocumentFormat } from '../format.ts';
import { docx } from './docx.ts';
import { html } from './html.ts';
import { markdown } from './markdown.ts';
import { pdf } from './pdf.ts';

export const FORMATS: readonly DocumentFormat[] = [markdown, html, pdf, docx];
