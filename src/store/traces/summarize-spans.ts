import { setOwn } from '../../base/own-property.ts'
import { cutText, objectText, textValue } from './json-text.ts'
import { previewOf } from './preview.ts'
import { encodeSpan } from './span-content.ts'
import type { SpansSummary, StoredSpan, TraceSpans } from './store.ts'
import { type JsonTexts, type Span, type SpanEvent, traceKeys } from './trace.ts'

/** A span as a client sent it, with the attributes of the program that it comes from. */
export interface ReceivedSpan {
  readonly span: Span
  readonly resource: JsonTexts
}

/** Limits of one span. What is beyond is cut off, as tracing libraries do it. */
const limits = { values: 1000, valueLength: 1_000_000, nameLength: 1000 }
const maxTagKey = 250
const maxTagValue = 8000

/** Groups spans by their trace, and summarizes what they say about it. */
export function summarizeSpans(
  received: readonly ReceivedSpan[],
  experimentId: string,
  artifactLocation: string,
): readonly TraceSpans[] {
  return [...Map.groupBy(received, ({ span }) => span.traceId)].map(([traceId, ofTrace]) => {
    const spans = ofTrace.map(({ span }) => boundSpan(span))
    const root = spans.find(({ parentId }) => parentId === null) ?? null
    return {
      traceId,
      experimentId,
      summary: {
        ...summarize(spans, root),
        tags: {
          ...resourceTags(ofTrace),
          ...tagsOf(root),
          [traceKeys.artifactLocation]: `${artifactLocation}/traces/${traceId}/artifacts`,
          [traceKeys.spansLocation]: 'TRACKING_STORE',
        },
      },
      spans: lastOfEachId(spans.map(toStored)),
    }
  })
}

function summarize(spans: readonly Span[], root: Span | null): Omit<SpansSummary, 'tags'> {
  const ends = spans.map(({ endNs }) => toMs(endNs)).filter((end) => end > 0)
  const session = findText(spans, traceKeys.sessionAttributes)
  const user = findText(spans, [traceKeys.userAttribute])
  const isEnded = root !== null && root.endNs > 0n
  return {
    startedMs: minOf(spans.map(({ startNs }) => toMs(startNs))),
    endedMs: ends.length === 0 ? null : -minOf(ends.map((end) => -end)),
    state: isEnded ? (root.status === 'ERROR' ? 'ERROR' : 'OK') : null,
    requestPreview: previewOf(root?.attributes[traceKeys.inputs] ?? null, 'user'),
    responsePreview: previewOf(root?.attributes[traceKeys.outputs] ?? null, 'assistant'),
    metadata: {
      ...(session !== null && { [traceKeys.session]: cutText(session, maxTagKey) }),
      ...(user !== null && { [traceKeys.user]: cutText(user, maxTagKey) }),
    },
  }
}

function minOf(numbers: readonly number[]): number {
  return numbers.reduce((least, number) => Math.min(least, number), Number.POSITIVE_INFINITY)
}

function toMs(ns: bigint): number {
  return Number(ns / 1_000_000n)
}

/** Returns the first value that a span has of one of the attributes. */
function findText(spans: readonly Span[], names: readonly string[]): string | null {
  for (const { attributes } of spans)
    for (const name of names) {
      const text = attributes[name]
      if (text !== undefined && text !== '""' && text !== 'null') return textValue(text)
    }
  return null
}

/** Attributes of the program are tags, unless they are MLflow's own or those of the library. */
function resourceTags(received: readonly ReceivedSpan[]): Record<string, string> {
  const resource = received.find(({ resource: texts }) => Object.keys(texts).length > 0)?.resource ?? {}
  return toTags(Object.entries(resource).filter(([key]) => !/^(?:telemetry\.sdk|mlflow)\./.test(key)))
}

/** Returns the tags that MLflow's client sends as attributes of the span without a parent. */
function tagsOf(root: Span | null): Record<string, string> {
  const { tagPrefix } = traceKeys
  return toTags(
    Object.entries(root?.attributes ?? {})
      .filter(([key]) => key.startsWith(tagPrefix))
      .map(([key, text]) => [key.slice(tagPrefix.length), text]),
  )
}

function toTags(texts: readonly (readonly [string, string])[]): Record<string, string> {
  const tags: Record<string, string> = {}
  for (const [key, text] of texts)
    if (/^[\p{L}\p{N}_][/\p{L}\p{N}_.\- :]*$/u.test(key) && key.length <= maxTagKey)
      setOwn(tags, key, cutText(textValue(text), maxTagValue))
  return tags
}

/** Cuts off what is beyond the limits of a span. */
function boundSpan(span: Span): Span {
  const { traceId, attributes, events, links } = span
  return {
    ...span,
    name: cutText(span.name, limits.nameLength),
    statusMessage: cutText(span.statusMessage, limits.valueLength),
    attributes: { ...boundTexts(attributes), [traceKeys.traceId]: JSON.stringify(traceId) },
    events: events.slice(0, limits.values).map(
      (event): SpanEvent => ({
        ...event,
        name: cutText(event.name, limits.nameLength),
        attributes: boundTexts(event.attributes),
      }),
    ),
    links: links
      .slice(0, limits.values)
      .map((link) => ({ ...link, attributes: boundTexts(link.attributes) })),
  }
}

function boundTexts(texts: JsonTexts): JsonTexts {
  const entries = Object.entries(texts)
  const isSmall =
    entries.length <= limits.values && entries.every(([, text]) => text.length <= limits.valueLength)
  if (isSmall) return texts
  return Object.fromEntries(
    entries
      .slice(0, limits.values)
      .map(([key, text]) => [
        key,
        text.length <= limits.valueLength
          ? text
          : JSON.stringify(`${cutText(textValue(text), limits.valueLength)}...`),
      ]),
  )
}

function toStored(span: Span): StoredSpan {
  const { id, parentId, name, status, attributes } = span
  return {
    id,
    parentId,
    name,
    status,
    type: textValue(attributes[traceKeys.spanType] ?? ''),
    content: encodeSpan(span),
    tokenUsage: numbersOf(attributes[traceKeys.tokenUsage]),
    cost: numbersOf(attributes[traceKeys.cost]),
  }
}

/** A statement stores each span once, even if a request has it twice. */
function lastOfEachId(spans: readonly StoredSpan[]): readonly StoredSpan[] {
  return [...new Map(spans.map((span) => [span.id, span])).values()]
}

/** Returns the finite numbers of a JSON object as one; null if there are none. */
function numbersOf(text: string | undefined): string | null {
  if (text === undefined) return null
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null // a program's own text under this name
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const numbers = Object.entries(value).filter(([, count]) => Number.isFinite(count))
  return numbers.length === 0
    ? null
    : objectText(Object.fromEntries(numbers.map(([name, count]) => [name, String(count)])))
}
