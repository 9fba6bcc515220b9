/** A drawing as DrawingML shapes (ECMA-376, 20 and Word's 2010 shapes): vectors in Word and LibreOffice, no raster beside. */

import type { Drawing, Painted } from '../drawing.ts';
import { clean } from '../text.ts';
import { xml } from './xml.ts';

/** English metric units: 914,400 to the inch. */
const EMU = 914_400 / 96;
/** Width of the text, at 96 to the inch. */
const ROOM = 650;

export function pictureXml(drawing: Drawing): string {
  const scale = Math.min(1, ROOM / drawing.width);
  const emu = (value: number) => Math.round(value * EMU * scale);
  const [width, height] = [emu(drawing.width), emu(drawing.height)];
  const shapes = drawing.shapes.map((shape, index) => shapeXml(shape, index + 2, { emu, scale })).join('');
  const words = xml(clean(`${drawing.title}. ${drawing.description}`));
  return [
    '<w:p><w:pPr><w:keepNext/></w:pPr><w:r><mc:AlternateContent><mc:Choice Requires="wpg"><w:drawing>',
    `<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="${width}" cy="${height}"/>`,
    `<wp:docPr id="1" name="${xml(drawing.id)}" descr="${words}"/><wp:cNvGraphicFramePr/>`,
    '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"><wpg:wgp>',
    `<wpg:cNvGrpSpPr/><wpg:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="${width}" cy="${height}"/>`,
    `<a:chOff x="0" y="0"/><a:chExt cx="${width}" cy="${height}"/></a:xfrm></wpg:grpSpPr>`,
    shapes,
    '</wpg:wgp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>',
    `<mc:Fallback><w:t xml:space="preserve">${words}</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>`,
  ].join('');
}

interface Scale {
  readonly emu: (value: number) => number;
  readonly scale: number;
}

function shapeXml(shape: Painted, id: number, { emu, scale }: Scale): string {
  if (shape.kind === 'text') return textXml(shape, id, { emu, scale });
  const [x, y, width, height] = boxOf(shape);
  const frame = `<a:xfrm><a:off x="${emu(x)}" y="${emu(y)}"/><a:ext cx="${emu(width)}" cy="${emu(height)}"/></a:xfrm>`;
  const outline =
    shape.stroke === undefined
      ? '<a:ln><a:noFill/></a:ln>'
      : `<a:ln w="${emu(shape.strokeWidth ?? 1)}">${fillXml(shape.stroke)}${shape.kind === 'line' && shape.dashed ? '<a:prstDash val="sysDash"/>' : ''}</a:ln>`;
  return [
    `<wps:wsp><wps:cNvPr id="${id}" name="${shape.kind} ${id}"/><wps:cNvSpPr/><wps:spPr>${frame}`,
    shape.kind === 'line' ? pathXml(shape.points, [x, y], { emu, scale }) : presetXml(shape.kind),
    `${shape.fill === undefined ? '<a:noFill/>' : fillXml(shape.fill)}${outline}</wps:spPr><wps:bodyPr/></wps:wsp>`,
  ].join('');
}

function boxOf(shape: Exclude<Painted, { kind: 'text' }>): readonly [number, number, number, number] {
  if (shape.kind === 'rect') return [shape.x, shape.y, shape.width, shape.height];
  if (shape.kind === 'ring')
    return [shape.x - shape.radius, shape.y - shape.radius, 2 * shape.radius, 2 * shape.radius];
  const [xs, ys] = [shape.points.map(([x]) => x), shape.points.map(([, y]) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return [x, y, Math.max(...xs) - x, Math.max(...ys) - y];
}

function presetXml(kind: 'rect' | 'ring'): string {
  return `<a:prstGeom prst="${kind === 'rect' ? 'rect' : 'ellipse'}"><a:avLst/></a:prstGeom>`;
}

function pathXml(
  points: readonly (readonly [number, number])[],
  [left, top]: readonly [number, number],
  { emu }: Scale,
): string {
  const width = Math.max(...points.map(([x]) => x)) - left;
  const height = Math.max(...points.map(([, y]) => y)) - top;
  const steps = points.map(([x, y], index) => {
    const point = `<a:pt x="${emu(x - left)}" y="${emu(y - top)}"/>`;
    return index === 0 ? `<a:moveTo>${point}</a:moveTo>` : `<a:lnTo>${point}</a:lnTo>`;
  });
  return [
    '<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/>',
    `<a:pathLst><a:path w="${emu(width)}" h="${emu(height)}" fill="none">${steps.join('')}</a:path></a:pathLst></a:custGeom>`,
  ].join('');
}

/** Half-points are the unit of type; a box without insets stands where the text begins. */
function textXml(shape: Extract<Painted, { kind: 'text' }>, id: number, { emu, scale }: Scale): string {
  const points = Math.max(2, Math.round(shape.size * 0.75 * scale * 2));
  const width = shape.words.length * shape.size * 0.75 + 8;
  const color = (shape.fill ?? '#000000').slice(1);
  return [
    `<wps:wsp><wps:cNvPr id="${id}" name="text ${id}"/><wps:cNvSpPr txBox="1"/><wps:spPr>`,
    `<a:xfrm><a:off x="${emu(shape.x)}" y="${emu(shape.y - shape.size * 1.05)}"/><a:ext cx="${emu(width)}" cy="${emu(shape.size * 1.5)}"/></a:xfrm>`,
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>',
    '<wps:txbx><w:txbxContent><w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>',
    `<w:r><w:rPr><w:color w:val="${color}"/><w:sz w:val="${points}"/><w:szCs w:val="${points}"/></w:rPr>`,
    `<w:t xml:space="preserve">${xml(clean(shape.words))}</w:t></w:r></w:p></w:txbxContent></wps:txbx>`,
    '<wps:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"><a:noAutofit/></wps:bodyPr></wps:wsp>',
  ].join('');
}

function fillXml(color: string): string {
  return `<a:solidFill><a:srgbClr val="${color.slice(1)}"/></a:solidFill>`;
}
