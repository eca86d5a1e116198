import { ProtobufReader } from '../../base/documents/protobuf-reader.ts'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { unwrapText } from '../../store/traces/json-text.ts'
import type { ReceivedSpan } from '../../store/traces/summarize-spans.ts'
import type { JsonTexts, Span, SpanEvent, SpanLink, SpanStatus } from '../../store/traces/trace.ts'
import {
  attributesOf,
  integerOf,
  listOf,
  objectOf,
  readKeyValue,
  textOf,
  withoutNul,
  wrong,
} from './any-value.ts'

/** A span as it is sent: ids of any length, and a status by number. */
interface SentSpan
  extends Pick<Span, 'name' | 'startNs' | 'endNs' | 'statusMessage' | 'attributes' | 'events'> {
  /** Lower-case hexadecimal digits. */
  readonly traceId: string
  readonly spanId: string
  readonly parentId: string
  readonly statusCode: number
  readonly links: readonly SentLink[]
}

interface SentLink {
  readonly traceId: string
  readonly spanId: string
  readonly attributes: JsonTexts
}

interface SentResource {
  readonly resource: JsonTexts
  readonly spans: readonly SentSpan[]
}

/**
 * Decodes a message ExportTraceServiceRequest (OpenTelemetry protocol 1.x).
 * @throws LapidaryError `bad-protobuf`, `no-spans`, `bad-span`
 */
export function decodeProtobufTraces(bytes: Buffer): readonly ReceivedSpan[] {
  return toReceived(readMany(new ProtobufReader(bytes), 1, readResourceSpans))
}

/**
 * Decodes a message ExportTraceServiceRequest in JSON, whose ids are hexadecimal.
 * @throws LapidaryError `bad-otlp-json`, `no-spans`, `bad-span`
 */
export function decodeJsonTraces(body: unknown): readonly ReceivedSpan[] {
  const { resourceSpans } = objectOf(body, 'body')
  return toReceived(
    listOf(resourceSpans, 'resourceSpans').map((value, i) => resourceOf(value, `resourceSpans[${i}]`)),
  )
}

function toReceived(sent: readonly SentResource[]): readonly ReceivedSpan[] {
  const received = sent.flatMap(({ resource, spans }) => spans.map((span) => ({ resource, span })))
  if (received.length === 0) throw new LapidaryError('no-spans')
  return received.map(({ resource, span }, i) => ({ resource, span: toSpan(span, i + 1) }))
}

const statuses: readonly SpanStatus[] = ['UNSET', 'OK', 'ERROR']

/** @param at number of the span in the request, from 1 */
function toSpan({ spanId, parentId, statusCode, ...span }: SentSpan, at: number): Span {
  const fail = (field: string, digits: number): LapidaryError => {
    const reason = {
      en: `its ${field} does not have ${digits} hexadecimal digits, or only zeros`,
      'pt-BR': `seu ${field} não tem ${digits} dígitos hexadecimais ou só tem zeros`,
    }
    return new LapidaryError('bad-span', { at, reason })
  }
  if (!isId(span.traceId, 32)) throw fail('trace_id', 32)
  if (!isId(spanId, 16)) throw fail('span_id', 16)
  const hasParent = /[^0]/.test(parentId)
  if (hasParent && !isId(parentId, 16)) throw fail('parent_span_id', 16)
  return {
    ...span,
    traceId: `tr-${span.traceId}`,
    id: spanId,
    parentId: hasParent ? parentId : null,
    status: statuses[statusCode] ?? 'UNSET',
    attributes: Object.fromEntries(
      Object.entries(span.attributes).map(([key, text]) => [key, unwrapText(text)]),
    ),
    // Some programs send links to ids of other lengths, which name no span.
    links: span.links
      .filter((link) => isId(link.traceId, 32) && isId(link.spanId, 16))
      .map((link): SpanLink => ({ ...link, traceId: `tr-${link.traceId}` })),
  }
}

function isId(hex: string, digits: number): boolean {
  return hex.length === digits && /^[\da-f]+$/.test(hex) && /[^0]/.test(hex)
}

function readMany<Item>(
  reader: ProtobufReader,
  wanted: number,
  read: (reader: ProtobufReader) => Item,
): Item[] {
  const items: Item[] = []
  for (let field = reader.next(); field !== 0; field = reader.next())
    if (field === wanted) items.push(read(reader.message()))
    else reader.skip()
  return items
}

function readResourceSpans(reader: ProtobufReader): SentResource {
  const resource: Record<string, string> = {}
  const spans: SentSpan[] = []
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) readAttributes(reader.message(), resource)
    else if (field === 2) spans.push(...readMany(reader.message(), 2, readSpan))
    else reader.skip()
  }
  return { resource, spans }
}

/** Reads a message Resource, whose attributes are its first field. */
function readAttributes(reader: ProtobufReader, texts: Record<string, string>): void {
  readMany(reader, 1, (pair) => readKeyValue(pair, texts))
}

const hexOf = (bytes: Buffer): string => bytes.toString('hex')

function readSpan(reader: ProtobufReader): SentSpan {
  const attributes: Record<string, string> = {}
  const events: SpanEvent[] = []
  const links: SentLink[] = []
  let [traceId, spanId, parentId, name] = ['', '', '', '']
  let [startNs, endNs] = [0n, 0n]
  let status = { statusCode: 0, statusMessage: '' }
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) traceId = hexOf(reader.bytes())
    else if (field === 2) spanId = hexOf(reader.bytes())
    else if (field === 4) parentId = hexOf(reader.bytes())
    else if (field === 5) name = withoutNul(reader.string())
    else if (field === 7) startNs = reader.fixed64()
    else if (field === 8) endNs = reader.fixed64()
    else if (field === 9) readKeyValue(reader.message(), attributes)
    else if (field === 11) events.push(readEvent(reader.message()))
    else if (field === 13) links.push(readLink(reader.message()))
    else if (field === 15) status = readStatus(reader.message())
    else reader.skip()
  }
  return { traceId, spanId, parentId, name, startNs, endNs, ...status, attributes, events, links }
}

function readEvent(reader: ProtobufReader): SpanEvent {
  const attributes: Record<string, string> = {}
  let [name, timeNs] = ['', 0n]
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) timeNs = reader.fixed64()
    else if (field === 2) name = withoutNul(reader.string())
    else if (field === 3) readKeyValue(reader.message(), attributes)
    else reader.skip()
  }
  return { name, timeNs, attributes }
}

function readLink(reader: ProtobufReader): SentLink {
  const attributes: Record<string, string> = {}
  let [traceId, spanId] = ['', '']
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) traceId = hexOf(reader.bytes())
    else if (field === 2) spanId = hexOf(reader.bytes())
    else if (field === 4) readKeyValue(reader.message(), attributes)
    else reader.skip()
  }
  return { traceId, spanId, attributes }
}

function readStatus(reader: ProtobufReader): { readonly statusCode: number; readonly statusMessage: string } {
  let [statusCode, statusMessage] = [0, '']
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 2) statusMessage = withoutNul(reader.string())
    else if (field === 3) statusCode = reader.int32()
    else reader.skip()
  }
  return { statusCode, statusMessage }
}

function resourceOf(value: unknown, place: string): SentResource {
  const { resource, scopeSpans } = objectOf(value, place)
  const attributes = resource == null ? undefined : objectOf(resource, `${place}.resource`)['attributes']
  return {
    resource: attributesOf(attributes, `${place}.resource.attributes`),
    spans: listOf(scopeSpans, `${place}.scopeSpans`).flatMap((scope, i) => {
      const at = `${place}.scopeSpans[${i}]`
      return listOf(objectOf(scope, at)['spans'], `${at}.spans`).map((span, j) =>
        spanOf(span, `${at}.spans[${j}]`),
      )
    }),
  }
}

function spanOf(value: unknown, place: string): SentSpan {
  const span = objectOf(value, place)
  const at = (name: string): string => `${place}.${name}`
  const status = span['status'] == null ? {} : objectOf(span['status'], at('status'))
  return {
    traceId: textOf(span['traceId'], at('traceId')).toLowerCase(),
    spanId: textOf(span['spanId'], at('spanId')).toLowerCase(),
    parentId: textOf(span['parentSpanId'], at('parentSpanId')).toLowerCase(),
    name: textOf(span['name'], at('name')),
    startNs: timeOf(span['startTimeUnixNano'], at('startTimeUnixNano')),
    endNs: timeOf(span['endTimeUnixNano'], at('endTimeUnixNano')),
    statusCode: statusCodeOf(status['code'], at('status.code')),
    statusMessage: textOf(status['message'], at('status.message')),
    attributes: attributesOf(span['attributes'], at('attributes')),
    events: listOf(span['events'], at('events')).map((event, i) => eventOf(event, at(`events[${i}]`))),
    links: listOf(span['links'], at('links')).map((link, i) => linkOf(link, at(`links[${i}]`))),
  }
}

function eventOf(value: unknown, place: string): SpanEvent {
  const event = objectOf(value, place)
  return {
    name: textOf(event['name'], `${place}.name`),
    timeNs: timeOf(event['timeUnixNano'], `${place}.timeUnixNano`),
    attributes: attributesOf(event['attributes'], `${place}.attributes`),
  }
}

function linkOf(value: unknown, place: string): SentLink {
  const link = objectOf(value, place)
  return {
    traceId: textOf(link['traceId'], `${place}.traceId`).toLowerCase(),
    spanId: textOf(link['spanId'], `${place}.spanId`).toLowerCase(),
    attributes: attributesOf(link['attributes'], `${place}.attributes`),
  }
}

/** Returns a time, which has 64 bits without a sign. */
function timeOf(value: unknown, place: string): bigint {
  const time = integerOf(value, place)
  if (time < 0n || time >= 2n ** 64n) throw wrong(place)
  return time
}

function statusCodeOf(value: unknown, place: string): number {
  if (typeof value !== 'string') return Number(integerOf(value, place))
  const code = statuses.findIndex((status) => value === `STATUS_CODE_${status}`)
  if (code === -1) throw wrong(place)
  return code
}
