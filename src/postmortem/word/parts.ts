/** The parts of a DOCX beside its text: styles, kinds of content, relations, properties (ECMA-376, parts 1 and 2). */

import { xml } from './xml.ts';

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const MAIN = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml';

export const NAMESPACES = [
  `xmlns:w="${MAIN}"`,
  `xmlns:r="${OFFICE}"`,
  'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"',
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"',
  'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"',
  'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"',
  'xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"',
].join(' ');

export function documentXml(body: readonly string[]): readonly string[] {
  return [`${HEAD}<w:document ${NAMESPACES}><w:body>`, ...body, '</w:body></w:document>'];
}

export function footerXml(imprint: string): string {
  const field = (code: string) =>
    `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ${code} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`;
  return `${HEAD}<w:ftr ${NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr><w:r><w:t xml:space="preserve">${xml(imprint)}  ·  </w:t></w:r>${field('PAGE')}<w:r><w:t xml:space="preserve"> / </w:t></w:r>${field('NUMPAGES')}</w:p></w:ftr>`;
}

export function contentTypesXml(): string {
  const part = (name: string, type: string) => `<Override PartName="${name}" ContentType="${type}"/>`;
  return [
    `${HEAD}<Types xmlns="${PACKAGE}/content-types">`,
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
    '<Default Extension="xml" ContentType="application/xml"/>',
    part('/word/document.xml', `${WORD}.document.main+xml`),
    part('/word/styles.xml', `${WORD}.styles+xml`),
    part('/word/settings.xml', `${WORD}.settings+xml`),
    part('/word/footer1.xml', `${WORD}.footer+xml`),
    part('/docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml'),
    '</Types>',
  ].join('');
}

export function packageRelsXml(): string {
  return [
    `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">`,
    `<Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="word/document.xml"/>`,
    `<Relationship Id="rId2" Type="${PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>`,
    '</Relationships>',
  ].join('');
}

/** `links` are addresses by relationship id. */
export function documentRelsXml(links: ReadonlyMap<string, string>): string {
  return [
    `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">`,
    `<Relationship Id="rId1" Type="${OFFICE}/styles" Target="styles.xml"/>`,
    `<Relationship Id="rId2" Type="${OFFICE}/settings" Target="settings.xml"/>`,
    `<Relationship Id="rId3" Type="${OFFICE}/footer" Target="footer1.xml"/>`,
    ...[...links].map(
      ([url, id]) => `<Relationship Id="${id}" Type="${OFFICE}/hyperlink" Target="${xml(url)}" TargetMode="External"/>`,
    ),
    '</Relationships>',
  ].join('');
}

export function corePropertiesXml(title: string, at: Date): string {
  const time = at.toISOString().replace(/\.\d+Z$/, 'Z');
  return [
    `${HEAD}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"`,
    ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
    `<dc:title>${xml(title)}</dc:title><dc:creator>Cordon</dc:creator><dc:language>en</dc:language>`,
    `<dcterms:created xsi:type="dcterms:W3CDTF">${time}</dcterms:created>`,
    '</cp:coreProperties>',
  ].join('');
}

export function settingsXml(): string {
  return `${HEAD}<w:settings xmlns:w="${MAIN}"><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`;
}

interface Style {
  readonly id: string;
  readonly name: string;
  readonly paragraph?: string;
  readonly run?: string;
}

const INK = '<w:color w:val="16202C"/>';
const SOFT = '<w:color w:val="55606E"/>';
const size = (halfPoints: number) => `<w:sz w:val="${halfPoints}"/><w:szCs w:val="${halfPoints}"/>`;
const bar = (color: string, width: number) =>
  `<w:pBdr><w:left w:val="single" w:sz="${width}" w:space="8" w:color="${color}"/></w:pBdr>`;

const STYLES: readonly Style[] = [
  {
    id: 'Title',
    name: 'Title',
    paragraph: '<w:spacing w:after="160"/><w:outlineLvl w:val="0"/>',
    run: `<w:b/><w:bCs/>${INK}${size(38)}`,
  },
  ...[1, 2, 3].map((level) => ({
    id: `Heading${level}`,
    name: `heading ${level}`,
    paragraph: `<w:keepNext/><w:spacing w:before="${400 - level * 80}" w:after="100"/><w:outlineLvl w:val="${level - 1}"/>`,
    run: `<w:b/><w:bCs/>${INK}${size(32 - level * 4)}`,
  })),
  { id: 'Explain', name: 'Explain', run: `${SOFT}${size(17)}` },
  { id: 'Quote', name: 'Quote', paragraph: bar('D5DAE1', 12), run: SOFT },
  {
    id: 'Prompt',
    name: 'Prompt',
    paragraph: `${bar('9AA4B1', 12)}<w:spacing w:after="480"/>`,
    run: `<w:i/><w:iCs/>${SOFT}`,
  },
  { id: 'Banner', name: 'Banner', paragraph: bar('7A1212', 36), run: `<w:color w:val="7A1212"/>${size(24)}` },
  { id: 'People', name: 'Written by people', paragraph: bar('1D4E89', 18) },
  {
    id: 'CodeBlock',
    name: 'Code block',
    paragraph: '<w:shd w:val="clear" w:color="auto" w:fill="F5F7F9"/><w:spacing w:after="0"/>',
  },
  {
    id: 'TableText',
    name: 'Table text',
    paragraph: '<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>',
    run: size(15),
  },
  { id: 'Footer', name: 'footer', run: `${SOFT}${size(13)}` },
];

export function stylesXml(): string {
  return [
    `${HEAD}<w:styles xmlns:w="${MAIN}"><w:docDefaults><w:rPrDefault><w:rPr>`,
    '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Yu Gothic" w:cs="Arial"/>',
    `${size(20)}<w:lang w:val="en-GB" w:eastAsia="ja-JP" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>`,
    '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>',
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>',
    ...STYLES.map(
      ({ id, name, paragraph = '', run = '' }) =>
        `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/><w:basedOn w:val="Normal"/><w:pPr>${paragraph}</w:pPr><w:rPr>${run}</w:rPr></w:style>`,
    ),
    '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="1D4E89"/></w:rPr></w:style>',
    `<w:style w:type="character" w:styleId="Code"><w:name w:val="Code"/><w:rPr><w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Courier New"/></w:rPr></w:style>`,
    '<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>',
    ...['top', 'bottom', 'insideH'].map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="D5DAE1"/>`),
    '</w:tblBorders><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>',
  ].join('');
}
