import type { ErrorObject } from 'ajv'
import { type Caller, hasScope } from '../../../store/access/caller.ts'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { scopesInWords } from '../../../base/roles.ts'
import { endUntil } from '../../../base/time/date-time.ts'
import { readUuid7Time } from '../../../base/uuid7.ts'
import { createOutcomeId } from '../../../store/predictions/outcome.ts'
import type { Outcome } from '../../../store/predictions/store.ts'
import { type JsonSchema, typed } from '../../../project/json-schema.ts'
import { callerOf } from '../../guard/guard.ts'
import type { Routes } from '../../route-context.ts'
import { dateTimeOf, isoText } from '../../time-bounds.ts'
import { problemResponses } from '../problem.ts'
import { keptInfo, type OutcomeBody, outcomeBody, type OutcomesBody, outcomesBody } from './schema.ts'

type Body = OutcomeBody | OutcomesBody

/** Records what really happened after a prediction. */
export const outcomeRoutes: Routes<'project' | 'settings' | 'predictionLog' | 'now'> = (
  app,
  { services, validators },
) => {
  const { project, settings, predictionLog, now } = services
  const one = outcomeBody(project)
  const many = outcomesBody(project, settings.MAX_BATCH_ROWS)
  app.post(
    '/v1/outcomes',
    {
      config: { scope: 'predict' },
      schema: {
        tags: ['Predictions'],
        operationId: 'keepOutcomes',
        summary: 'Record outcomes of predictions',
        description:
          'Of a prediction by its id, or of an entity: then of its predictions made before, by whoever, which needs the scope `read` too. ' +
          'One outcome, or `{"items": [...]}`. The last outcome of a prediction, or of an entity at one time, wins; a repeat of it ' +
          'changes nothing. An outcome without a prediction is stored too, since the prediction may still be on its way: `matched` ' +
          'counts those with one. Callers without `read` have only their own predictions counted.',
        body: typed<Body>({ oneOf: [one, many] }),
        response: { 201: keptInfo, ...problemResponses([400, 413, 415, 422]) },
      },
      validatorCompiler: validators.either(
        (body) => (isMany(body) ? many : one),
        (body) => [...wrongSubjects(body as Body, one), ...wrongTimes(body as Body, now())],
      ),
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const items = itemsOf(request.body)
      checkScope(caller, items)
      const at = now().toISOString()
      const received = items.map((body) => outcomeOf(body, caller.id, at))
      // A caller who may not list the log must not learn which ids it has.
      const matched = await predictionLog.addOutcomes(received, hasScope(caller, 'read') ? null : caller.id)
      reply.code(201)
      return { kept: received.length, matched }
    },
  )
}

/**
 * Outcomes by entity need the scope `read`, because the name of an entity can be guessed and its
 * outcome counts for every prediction about it. The id of a prediction is known only to its caller
 * and to those who may read the log.
 */
function checkScope(caller: Caller, items: readonly OutcomeBody[]): void {
  if (hasScope(caller, 'read') || items.every(({ entity }) => entity === undefined)) return
  throw new LapidaryError('missing-scope', {
    name: caller.name,
    scope: scopesInWords(['read']),
    seen: scopesInWords(caller.scopes),
  })
}

function outcomeOf(
  { prediction_id, entity, outcome, observed_at }: OutcomeBody,
  caller: string,
  at: string,
): Outcome {
  const time = observed_at === undefined ? null : dateTimeOf('observed_at', observed_at)
  // A day is observed at its end, so that predictions of that day are of it too.
  const observedAt = time === null ? null : isoText(time.end)
  const content = { predictionId: prediction_id ?? null, entity: entity ?? null, outcome, observedAt }
  return {
    ...content,
    id: createOutcomeId(content, at),
    at,
    caller,
    observedAt: time === null ? at : isoText(endUntil(time, Date.parse(at))),
  }
}

/** Returns the problems of outcomes that name neither a prediction nor an entity, or both. */
function wrongSubjects(body: Body, schema: JsonSchema): ErrorObject[] {
  const many = isMany(body)
  return itemsOf(body).flatMap(({ prediction_id, entity }, i): ErrorObject[] => {
    if ((prediction_id === undefined) !== (entity === undefined)) return []
    const place = { instancePath: many ? `/items/${i}` : '', schemaPath: '', parentSchema: schema }
    if (entity === undefined)
      return [{ ...place, keyword: 'required', params: { missingProperty: 'prediction_id' } }]
    const params = { additionalProperty: 'entity', exclusiveWith: 'prediction_id' }
    return [{ ...place, keyword: 'additionalProperties', params, data: { entity } }]
  })
}

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
/** Tolerance for clocks that run ahead of this one. */
const maxAhead = 5 * minute
/** A date without a time begins up to 14 hours earlier in time zones ahead of UTC. */
const maxDayAhead = 14 * hour
/**
 * An outcome on the day of its prediction may be dated at the beginning of that day, in any time
 * zone.
 */
const maxBeforePrediction = 2 * day
/** Age of the oldest outcome of an entity. */
const maxBeforeNow = 20 * 366 * day

/**
 * Returns the problems of times of observation in the future, before the prediction, or decades
 * ago.
 */
function wrongTimes(body: Body, now: Date): ErrorObject[] {
  return itemsOf(body).flatMap(({ prediction_id, observed_at }, i): ErrorObject[] => {
    if (observed_at === undefined) return []
    const isDay = !observed_at.includes('T')
    const latest = now.getTime() + (isDay ? maxDayAhead : maxAhead)
    const predictedAt = prediction_id === undefined ? Number.NaN : readUuid7Time(prediction_id).getTime()
    const isPast = predictedAt <= latest // an id of another form has no time
    const earliest = isPast ? predictedAt - maxBeforePrediction : now.getTime() - maxBeforeNow
    const time = Date.parse(observed_at)
    if (time >= earliest && time <= latest) return []
    const [formatMinimum, formatMaximum] = [earliest, latest].map(
      (limit) => `${new Date(limit).toISOString().slice(0, 19)}Z`,
    )
    return [
      {
        keyword: 'formatMaximum',
        instancePath: `${isMany(body) ? `/items/${i}` : ''}/observed_at`,
        schemaPath: '',
        params: {},
        parentSchema: { type: 'string', format: 'date-time', formatMinimum, formatMaximum },
        data: observed_at,
      },
    ]
  })
}

function itemsOf(body: Body): readonly OutcomeBody[] {
  return 'items' in body ? body.items : [body]
}

function isMany(body: unknown): body is OutcomesBody {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, 'items')
}
