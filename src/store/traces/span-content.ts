import { setOwn } from '../../base/own-property.ts'
import { memberTexts, objectText, parseJsonText, rawNumber } from './json-text.ts'
import { type JsonTexts, type Span, type SpanEvent, type SpanLink, spanStatuses } from './trace.ts'

/**
 * Returns a span as it is stored: JSON in the form in which MLflow stores spans and its page reads
 * them. Times are whole numbers of 64 bits, and attributes JSON texts inside of strings.
 */
export function encodeSpan(span: Span): string {
  const members: JsonTexts = {
    trace_id: base64Text(span.traceId.replace(/^tr-/, '')),
    span_id: base64Text(span.id),
    parent_span_id: span.parentId === null ? 'null' : base64Text(span.parentId),
    name: JSON.stringify(span.name),
    start_time_unix_nano: String(span.startNs),
    end_time_unix_nano: span.endNs === 0n ? 'null' : String(span.endNs),
    events: listText(span.events.map(encodeEvent)),
    status: JSON.stringify({ code: `STATUS_CODE_${span.status}`, message: span.statusMessage }),
    attributes: JSON.stringify(span.attributes),
    links: listText(span.links.map(encodeLink)),
  }
  return objectText(members)
}

function encodeEvent({ name, timeNs, attributes }: SpanEvent): string {
  return objectText({
    name: JSON.stringify(name),
    time_unix_nano: String(timeNs),
    attributes: objectText(attributes),
  })
}

function encodeLink({ traceId, spanId, attributes }: SpanLink): string {
  return objectText({
    trace_id: JSON.stringify(traceId),
    span_id: JSON.stringify(spanId),
    attributes: objectText(attributes),
  })
}

function listText(texts: readonly string[]): string {
  return `[${texts.join(', ')}]`
}

function base64Text(hex: string): string {
  return JSON.stringify(Buffer.from(hex, 'hex').toString('base64'))
}

/** A span as `encodeSpan` writes it, with numbers that are written as they were read. */
interface StoredSpan {
  readonly span_id: string
  readonly parent_span_id: string | null
  readonly name: string
  readonly start_time_unix_nano: unknown
  readonly end_time_unix_nano: unknown
  readonly events: readonly {
    readonly name: string
    readonly time_unix_nano: unknown
    readonly attributes: object
  }[]
  readonly status: { readonly code: string; readonly message: string }
  readonly attributes: JsonTexts
  readonly links: readonly {
    readonly trace_id: string
    readonly span_id: string
    readonly attributes: object
  }[]
}

/** Returns a span from what `encodeSpan` returned. */
export function decodeSpan(traceId: string, content: string): Span {
  const stored = parseJsonText(content, rawNumber) as StoredSpan
  const attributes: Record<string, string> = {}
  for (const [key, text] of Object.entries(stored.attributes)) setOwn(attributes, key, text)
  return {
    traceId,
    id: hexOf(stored.span_id),
    parentId: stored.parent_span_id === null ? null : hexOf(stored.parent_span_id),
    name: stored.name,
    startNs: toBigInt(stored.start_time_unix_nano),
    endNs: toBigInt(stored.end_time_unix_nano),
    status: spanStatuses.find((status) => stored.status.code === `STATUS_CODE_${status}`) ?? 'UNSET',
    statusMessage: stored.status.message,
    attributes,
    events: stored.events.map(({ name, time_unix_nano: time, attributes: members }) => ({
      name,
      timeNs: toBigInt(time),
      attributes: memberTexts(members),
    })),
    links: stored.links.map(({ trace_id, span_id: spanId, attributes: members }) => ({
      traceId: trace_id,
      spanId,
      attributes: memberTexts(members),
    })),
  }
}

function hexOf(base64: string): string {
  return Buffer.from(base64, 'base64').toString('hex')
}

function toBigInt(raw: unknown): bigint {
  return raw === null ? 0n : BigInt(JSON.stringify(raw))
}
