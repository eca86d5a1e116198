import type { FastifyReply, FastifyRequest } from 'fastify'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { Language } from '../../base/text/localized-text.ts'
import type { Project } from '../../project/project.ts'
import type { ScoredRow } from '../../project/route.ts'
import { refuseOtherModel } from '../api/predict/routes.ts'
import { setErrorHeaders } from '../problems.ts'
import type { App, Routes } from '../route-context.ts'
import { fromColumns, type UncheckedRow } from './columns-to-rows.ts'
import { inputsOf, type ModelColumn, outputsOf, toOutputs } from './model-columns.ts'
import {
  type InferBody,
  type InferenceModelInfo,
  type InferResponse,
  inferBody,
  inferResponse,
  liveInfo,
  modelInfo,
  modelParams,
  modelReadyInfo,
  readyInfo,
  responses,
  serverInfo,
} from './open-inference-schema.ts'
import { rowScorer, type ScoringServices } from './score-rows.ts'

const tags = ['Open Inference Protocol']
const config = { scope: 'predict' } as const

/** Sends an error in the form of the Open Inference Protocol. */
export function sendInferenceError(
  reply: FastifyReply,
  error: LapidaryError,
  language: Language,
  detail: string = error.messageIn(language),
): FastifyReply {
  setErrorHeaders(reply, error)
  const fields = error.fields.map(({ field, message }) => `${field}: ${message}`)
  return reply
    .code(error.status)
    .header('content-language', language)
    .header('content-type', 'application/json')
    .serializer((payload: string) => payload)
    .send(JSON.stringify({ error: [detail, ...fields].join(' ') }))
}

/** Serves the model of the project by the Open Inference Protocol, version 2, over HTTP. */
export const openInferenceRoutes: Routes<ScoringServices | 'version'> = (app, context) => {
  serverRoutes(app, context)
  const model = new InferenceModel(context)
  modelRoutes(app, model, '/v2/models/:name', '')
  modelRoutes(app, model, '/v2/models/:name/versions/:version', 'Version')
}

const serverRoutes: Routes<'scorer' | 'version'> = (app, { services: { scorer, version } }) => {
  app.get(
    '/v2',
    {
      config,
      schema: {
        tags,
        operationId: 'getInferenceServer',
        summary: 'Name and version of the server',
        response: responses(serverInfo),
      },
    },
    async () => ({ name: 'lapidary', version, extensions: [] }),
  )
  app.get(
    '/v2/health/live',
    {
      config,
      schema: {
        tags,
        operationId: 'isInferenceServerLive',
        summary: 'Whether the server runs',
        response: responses(liveInfo),
      },
    },
    async () => ({ live: true }),
  )
  app.get(
    '/v2/health/ready',
    {
      config,
      schema: {
        tags,
        operationId: 'isInferenceServerReady',
        summary: 'Whether a model is served',
        response: responses(readyInfo),
      },
    },
    async () => ({ ready: scorer.served !== null }),
  )
}

/** Registers the routes of the model, or of a version of it. */
function modelRoutes(app: App, model: InferenceModel, path: string, suffix: string): void {
  app.get(
    path,
    {
      config,
      schema: {
        tags,
        operationId: `getInferenceModel${suffix}`,
        summary: 'Inputs and outputs of the model',
        params: modelParams,
        response: responses(modelInfo),
      },
    },
    async ({ params }) => model.describe(params),
  )
  app.get(
    `${path}/ready`,
    {
      config,
      schema: {
        tags,
        operationId: `isInferenceModel${suffix}Ready`,
        summary: 'Whether the model is served',
        params: modelParams,
        response: responses(modelReadyInfo),
      },
    },
    async ({ params }) => ({ name: params.name, ready: model.findServed(params) !== null }),
  )
  app.post(
    `${path}/infer`,
    {
      config,
      schema: {
        tags,
        operationId: `inferModel${suffix}`,
        summary: 'Predict rows that are given by columns',
        params: modelParams,
        body: inferBody,
        response: responses(inferResponse),
      },
    },
    async (request) => await model.infer(request.params, request.body, request),
  )
}

interface ModelAddress {
  readonly name: string
  readonly version?: string
}

/** The model of the project as the protocol sees it. */
class InferenceModel {
  readonly #project: Project
  readonly #scorer: Parameters<Routes<ScoringServices>>[1]['services']['scorer']
  readonly #score: ReturnType<typeof rowScorer>

  constructor(context: Parameters<Routes<ScoringServices>>[1]) {
    this.#project = context.services.project
    this.#scorer = context.services.scorer
    this.#score = rowScorer(context)
  }

  /**
   * Returns the version that is served, or null if there is none yet.
   *
   * @throws LapidaryError `not-served`, `version-not-served`
   */
  findServed({ name, version }: ModelAddress): string | null {
    refuseOtherModel(name, this.#project.model)
    const { served } = this.#scorer
    const known = served === null ? null : String(served.version)
    if (version !== undefined && version !== known)
      throw new LapidaryError('version-not-served', { seen: version, known: known ?? '–' })
    return known
  }

  describe(address: ModelAddress): InferenceModelInfo {
    const served = this.findServed(address)
    const toTensor = ({ name, type }: ModelColumn) => ({ name, datatype: type, shape: [-1] })
    return {
      name: address.name,
      versions: served === null ? [] : [served],
      platform: 'lapidary',
      inputs: inputsOf(this.#project).map(toTensor),
      outputs: outputsOf(this.#project).map(toTensor),
    }
  }

  async infer(address: ModelAddress, body: InferBody, request: FastifyRequest): Promise<InferResponse> {
    this.findServed(address)
    const wanted = this.#chooseOutputs(body)
    const scored = await this.#score(request, rowsOf(body))
    return {
      ...(body.id !== undefined && { id: body.id }),
      model_name: address.name,
      model_version: String(scored[0]?.modelVersion ?? ''),
      outputs: wanted.map((output) => toTensor(output, scored)),
    }
  }

  /** @throws LapidaryError `no-output` */
  #chooseOutputs({ outputs }: InferBody): readonly ModelColumn[] {
    const all = outputsOf(this.#project)
    return (
      outputs?.map(({ name: seen }) => {
        const found = all.find(({ name }) => name === seen)
        if (found !== undefined) return found
        const known = all.map(({ name }) => name).join(', ')
        throw new LapidaryError('no-output', { seen: seen.slice(0, 100), known })
      }) ?? all
    )
  }
}

/** @throws LapidaryError `tensor-length`, `column-lengths` */
function rowsOf({ inputs }: InferBody): readonly UncheckedRow[] {
  for (const { name, shape, data } of inputs) {
    const [rows, width = 1] = shape
    if (rows !== data.length || width !== 1) {
      throw new LapidaryError('tensor-length', {
        input: name.slice(0, 100),
        shape: shape.join(' × '),
        seen: data.length,
      })
    }
  }
  return fromColumns(Object.fromEntries(inputs.map(({ name, data }) => [name, data])))
}

function toTensor({ name, type }: ModelColumn, scored: readonly ScoredRow[]) {
  const data = scored.map((row) => toOutputs(row)[name] as string | number)
  return { name, datatype: type, shape: [data.length], data }
}
