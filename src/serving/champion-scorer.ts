import type { Caller } from '../access/scopes.ts'
import { readTable } from '../dataset/read-table.ts'
import { LapidaryError } from '../errors.ts'
import { reasons } from '../explain/reasons.ts'
import { uuid7Time } from '../lib/uuid7.ts'
import type { PredictionLog, PredictionRecord } from '../prediction-log/store.ts'
import { featureColumns } from '../project/define-project.ts'
import type { FeatureBuilder } from '../project/feature-builder.ts'
import type { Project } from '../project/project.ts'
import type { Champion, ChampionKeeper } from './champion.ts'
import { cellOf, mostProbable, scoreTable } from './score-table.ts'
import type { PredictOptions, ScoredRow, Scorer, ServedModel } from './scorer.ts'

interface ScorerParts {
  readonly project: Project
  readonly builder: FeatureBuilder
  readonly keeper: ChampionKeeper
  readonly log: PredictionLog
  /** Largest file to score, unpacked. */
  readonly maxFileBytes: number
  /** UUID version 7. */
  readonly newId: () => string
}

type RequestRow = Readonly<Record<string, unknown>>

/** Scores with whatever model the keeper holds, and keeps every prediction before it answers. */
export class ChampionScorer implements Scorer {
  readonly #parts: ScorerParts
  readonly #columns: readonly string[]

  constructor(parts: ScorerParts) {
    this.#parts = parts
    this.#columns = featureColumns(parts.project)
  }

  get served(): ServedModel | null {
    return this.#parts.keeper.current
  }

  async predict(rows: readonly RequestRow[], options: PredictOptions): Promise<readonly ScoredRow[]> {
    const champion = this.#champion()
    const model = champion.loaded
    const features = new Float64Array(this.#parts.builder.specs.length)
    const answer = new Float64Array(model.classes.length)
    const records: PredictionRecord[] = []
    const scored = rows.map((row): ScoredRow => {
      this.#parts.builder.ofRow(row, features)
      model.predictRow(features, answer)
      const record = this.#record(champion, options.caller, row, answer)
      records.push(record)
      const { id: predictionId, prediction, probabilities, modelVersion, at: timestamp } = record
      const plain = { predictionId, prediction, probabilities, model: record.model, modelVersion, timestamp }
      if (!options.reasons) return plain
      const { attributions } = model.explainRow(features)
      const { project } = this.#parts
      return { ...plain, reasons: reasons({ project, model, row, attributions, prediction, language: options.language }) }
    })
    await this.#parts.log.append(records)
    return scored
  }

  async predictFile(
    path: string,
    { caller, language }: Omit<PredictOptions, 'reasons'>,
  ): Promise<{ rows: number; csv: AsyncIterable<string> }> {
    const champion = this.#champion()
    const { project, builder, log, maxFileBytes: maxBytes } = this.#parts
    const { table, rowProblems } = await readTable([path], project, { requireTarget: false, synthetic: false, maxBytes })
    const keep = (rows: readonly { index: number; probabilities: Float64Array }[]): Promise<void> => {
      return log.append(
        rows.map(({ index, probabilities }) => {
          const inputs = Object.fromEntries(this.#columns.map((name) => [name, cellOf(table, name, index)]))
          return this.#record(champion, caller, inputs, probabilities)
        }),
      )
    }
    const csv = scoreTable({ project, builder, model: champion.loaded, table, rowProblems, language, keep })
    return { rows: table.rowCount, csv }
  }

  #champion(): Champion {
    const champion = this.#parts.keeper.current
    if (champion === null) throw new LapidaryError('no-champion', { model: this.#parts.project.model })
    return champion
  }

  #record(champion: Champion, caller: Caller, inputs: RequestRow, answer: Float64Array): PredictionRecord {
    const { classes } = champion.loaded
    const probabilities: Record<string, number> = {}
    for (let code = 0; code < classes.length; code++) probabilities[classes[code] as string] = answer[code] as number
    const id = this.#parts.newId()
    return {
      id,
      at: uuid7Time(id).toISOString(),
      caller: caller.id,
      model: champion.model,
      modelVersion: champion.version,
      inputs,
      prediction: mostProbable(classes, answer),
      probabilities,
    }
  }
}
