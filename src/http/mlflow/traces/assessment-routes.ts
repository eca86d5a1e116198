import { object, text } from '../../../project/json-schema.ts'
import { ofTraces } from '../../guard/objects.ts'
import { message } from '../fields.ts'
import { type MlflowRoutes, mlflowRoute } from '../mlflow-route.ts'
import {
  assessment,
  assessmentId,
  type AssessmentMessage,
  readAssessment,
  readExpectation,
  readFeedback,
  toAssessmentMessage,
  traceId,
} from './assessment-message.ts'

const about = { tag: 'Assessments', version: '3.0' } as const
const path = '/mlflow/traces/:trace_id/assessments'
const ids = { trace_id: traceId, assessment_id: assessmentId }
const response = object('The assessment.', { assessment })

/** Serves assessments of traces. */
export const assessmentRoutes: MlflowRoutes<'assessments' | 'traces' | 'now'> = (app, context) => {
  createRoute(app, context)
  getRoute(app, context)
  updateRoute(app, context)
  deleteRoute(app, context)
}

const createRoute: MlflowRoutes<'assessments' | 'traces' | 'now'> = (
  app,
  { services: { assessments, traces, now } },
) => {
  mlflowRoute(app, {
    ...about,
    method: 'POST',
    path,
    scope: 'track',
    object: ({ trace_id: id }) => ofTraces(traces, [id]),
    operationId: 'createAssessment',
    summary: 'Add an assessment to a trace',
    request: message('The assessment.', { trace_id: traceId, assessment }, ['trace_id', 'assessment']),
    response,
    handler: async ({ trace_id: trace, assessment: sent }) => {
      const created = await assessments.create(readAssessment(sent, trace, now().toISOString()))
      return { assessment: toAssessmentMessage(created) }
    },
  })
}

const getRoute: MlflowRoutes<'assessments' | 'traces'> = (app, { services: { assessments, traces } }) => {
  mlflowRoute(app, {
    ...about,
    method: 'GET',
    path: `${path}/:assessment_id`,
    scope: 'read',
    object: ({ trace_id: id }) => ofTraces(traces, [id]),
    operationId: 'getAssessment',
    summary: 'Get an assessment',
    request: message('Which assessment.', ids, ['trace_id', 'assessment_id']),
    response,
    handler: async ({ trace_id: trace, assessment_id: id }) => ({
      assessment: toAssessmentMessage(await assessments.get(trace, id)),
    }),
  })
}

const updateRoute: MlflowRoutes<'assessments' | 'traces'> = (app, { services: { assessments, traces } }) => {
  mlflowRoute(app, {
    ...about,
    method: 'PATCH',
    path: `${path}/:assessment_id`,
    scope: 'track',
    object: ({ trace_id: id }) => ofTraces(traces, [id]),
    operationId: 'updateAssessment',
    summary: 'Change an assessment',
    request: message(
      'What to change.',
      {
        ...ids,
        assessment,
        update_mask: text('Names of the fields to change, separated by commas.', 'feedback,rationale'),
      },
      ['trace_id', 'assessment_id', 'assessment', 'update_mask'],
    ),
    response,
    handler: async ({ trace_id: trace, assessment_id: id, assessment: sent, update_mask: mask }) => ({
      assessment: toAssessmentMessage(await assessments.update(trace, id, toChange(sent, mask))),
    }),
  })
}

const deleteRoute: MlflowRoutes<'assessments' | 'traces'> = (app, { services: { assessments, traces } }) => {
  mlflowRoute(app, {
    ...about,
    method: 'DELETE',
    path: `${path}/:assessment_id`,
    scope: 'track',
    object: ({ trace_id: id }) => ofTraces(traces, [id]),
    operationId: 'deleteAssessment',
    summary: 'Delete an assessment',
    request: message('Which assessment.', ids, ['trace_id', 'assessment_id']),
    response: object('Done.', {}),
    handler: async ({ trace_id: trace, assessment_id: id }) => {
      await assessments.delete(trace, id)
      return {}
    },
  })
}

/** @param mask names of fields, which protocol buffers write in camel case */
function toChange(sent: AssessmentMessage, mask: string) {
  const names = new Set(mask.split(',').map((name) => name.trim()))
  const { assessment_name: name = '', rationale = '', metadata = {}, feedback, expectation } = sent
  return {
    ...((names.has('assessmentName') || names.has('assessment_name')) && { name }),
    ...(names.has('rationale') && { rationale }),
    ...(names.has('metadata') && { metadata }),
    ...(names.has('feedback') && { feedback: readFeedback(feedback ?? {}) }),
    ...(names.has('expectation') && { expectation: readExpectation(expectation ?? {}) }),
  }
}
