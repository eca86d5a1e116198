import type { ErrorObject } from 'ajv'
import { type Caller, mayDo } from '../../access/scopes.ts'
import { LapidaryError } from '../../errors.ts'
import { endUntil } from '../../lib/date-time.ts'
import { outcomeId } from '../../prediction-log/outcome.ts'
import type { Outcome } from '../../prediction-log/store.ts'
import type { JsonSchema } from '../../project/route.ts'
import { callerOf } from '../guard.ts'
import type { OutcomeBody } from '../schema/api.ts'
import { keptInfo, outcomeBody, outcomesBody } from '../schema/logged-predictions.ts'
import { problemResponses } from '../schema/problem.ts'
import { dateTimeOf, isoText } from '../time-bounds.ts'
import type { Routes } from './route-context.ts'

type Body = OutcomeBody | { readonly items: readonly OutcomeBody[] }

/** The truth that arrives later. */
export const outcomeRoutes: Routes = (app, { services, validators }) => {
  const { project, settings, predictionLog, now } = services
  const one = outcomeBody(project)
  const many = outcomesBody(project, settings.MAX_BATCH_ROWS)
  app.post<{ Body: Body }>(
    '/v1/outcomes',
    {
      config: { scope: 'predict' },
      schema: {
        tags: ['Predictions'],
        operationId: 'keepOutcomes',
        summary: 'Tell what came true',
        description:
          'Of a prediction by its id, or of an entity: then of its predictions made before, by whoever, which needs the scope `read` too. ' +
          'One outcome, or `{"items": [...]}`. The same words again change nothing; a later word about a prediction corrects the one before.',
        body: { oneOf: [one, many] },
        response: { 201: keptInfo, ...problemResponses([400, 413, 415, 422]) },
      },
      validatorCompiler: validators.either(
        (body) => (isMany(body) ? many : one),
        (body) => subjects(body as Body, one),
      ),
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const items = itemsOf(request.body)
      checkMayTell(caller, items)
      const at = now().toISOString()
      const told = items.map((body) => outcomeOf(body, caller.id, at))
      await predictionLog.addOutcomes(told)
      reply.code(201)
      return { kept: told.length }
    },
  )
}

/** Who knows a prediction's id made it, or may see it. An entity's name anybody can guess, and a word about it is one about all predictions. */
function checkMayTell(caller: Caller, items: readonly OutcomeBody[]): void {
  if (mayDo(caller, 'read') || items.every(({ entity }) => entity === undefined)) return
  throw new LapidaryError('missing-scope', { name: caller.name, scope: 'read', seen: [...caller.scopes].join(', ') })
}

function outcomeOf({ prediction_id, entity, outcome, observed_at }: OutcomeBody, caller: string, at: string): Outcome {
  const time = observed_at === undefined ? null : dateTimeOf('observed_at', observed_at)
  // A day is observed at its end, so that predictions of that day are of it too.
  const observedAt = time === null ? null : isoText(time.end)
  const words = { predictionId: prediction_id ?? null, entity: entity ?? null, outcome, observedAt }
  return { ...words, id: outcomeId(words), at, caller, observedAt: time === null ? at : isoText(endUntil(time, Date.parse(at))) }
}

/** An outcome is of a prediction or of an entity: neither is too little, both is one too many. */
function subjects(body: Body, schema: JsonSchema): ErrorObject[] {
  const many = isMany(body)
  return itemsOf(body).flatMap(({ prediction_id, entity }, i): ErrorObject[] => {
    if ((prediction_id === undefined) !== (entity === undefined)) return []
    const place = { instancePath: many ? `/items/${i}` : '', schemaPath: '', parentSchema: schema }
    if (entity === undefined) return [{ ...place, keyword: 'required', params: { missingProperty: 'prediction_id' } }]
    return [{ ...place, keyword: 'additionalProperties', params: { additionalProperty: 'entity' }, data: { entity } }]
  })
}

function itemsOf(body: Body): readonly OutcomeBody[] {
  return 'items' in body ? body.items : [body]
}

function isMany(body: unknown): body is { readonly items: readonly OutcomeBody[] } {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, 'items')
}
