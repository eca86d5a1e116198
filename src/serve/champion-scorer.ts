import type { Caller } from '../store/access/caller.ts'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { reasons } from '../report/reasons.ts'
import { runAtOnce, runInTurns, type Steps } from '../base/threads/steps.ts'
import { createUuid7Clock } from '../base/uuid7.ts'
import type { ExplainedRow } from '../model/model.ts'
import type { PredictionLog, PredictionRecord } from '../store/predictions/store.ts'
import type { FeatureBuilder } from '../project/feature-builder.ts'
import type { Project } from '../project/project.ts'
import type { Champion, ChampionKeeper } from './champion.ts'
import type { Explainer } from './explainer.ts'
import type { FileProcesses } from './file/file-processes.ts'
import type { FileJob } from './file/file-protocol.ts'
import type { FileReport } from './file/score-file.ts'
import { requireScoredRow } from './file/require-scored-row.ts'
import type { ScoredInputs } from './file/write-blocks.ts'
import type { CompleteRow, StoredFeatures } from './stored-features.ts'
import type { ThresholdKeeper } from './threshold-keeper.ts'
import type {
  InspectFileOptions,
  PredictFileOptions,
  PredictOptions,
  ScoredFile,
  ScoredRow,
  Scorer,
  ServedModel,
} from './scorer.ts'
import { setOwn } from '../base/own-property.ts'

interface ScorerParts {
  readonly project: Project
  readonly builder: FeatureBuilder
  readonly keeper: ChampionKeeper
  readonly thresholds: ThresholdKeeper
  readonly stored: StoredFeatures
  readonly log: PredictionLog
  readonly explainer: Explainer
  /** Maximum rows of a request with reasons. */
  readonly maxReasonRows: number
  readonly files: Pick<FileProcesses, 'score'>
  /** UUID version 7. */
  readonly newId: () => string
  /** Milliseconds since 1970, of the clock of `newId`. */
  readonly now: () => number
}

type RequestRow = Readonly<Record<string, unknown>>

/** Result of the model and the policy for a row. */
interface Decided {
  readonly probabilities: Float64Array
  readonly prediction: string
  /** Threshold that the policy used, or null without a policy. */
  readonly threshold: number | null
}

/**
 * Predicted rows of a request, as lists in the same order. `explained` is empty for a request
 * without reasons.
 */
interface Predicted {
  readonly records: readonly PredictionRecord[]
  readonly scored: readonly WritableRow[]
  readonly complete: readonly CompleteRow[]
  readonly explained: readonly ExplainedRow[]
}

type WritableRow = { -readonly [Member in keyof ScoredRow]: ScoredRow[Member] }

/** Scores with the current champion, and stores every prediction before it resolves. */
export class ChampionScorer implements Scorer {
  readonly #parts: ScorerParts
  readonly #timeOf: (id: string) => string

  constructor(parts: ScorerParts) {
    this.#parts = parts
    this.#timeOf = createUuid7Clock(parts.now)
  }

  get served(): ServedModel | null {
    return this.#parts.keeper.current
  }

  async predict(rows: readonly RequestRow[], options: PredictOptions): Promise<readonly ScoredRow[]> {
    const { stored, log, maxReasonRows } = this.#parts
    if (options.reasons && rows.length > maxReasonRows) {
      throw new LapidaryError('too-many-reasons', { rows: rows.length, limit: maxReasonRows })
    }
    const complete = await stored.complete(rows)
    const champion = this.#champion()
    const steps = this.#predictRows(champion, complete, options)
    const predicted = complete.length === 1 ? runAtOnce(steps) : await runInTurns(steps)
    if (options.reasons) await this.#addReasons(champion, predicted, options)
    await log.append(predicted.records)
    return predicted.scored
  }

  /**
   * Predicts with one threshold for all rows. Yields to the event loop after each row, because one
   * row of a large network takes milliseconds.
   */
  *#predictRows(
    champion: Champion,
    complete: readonly CompleteRow[],
    options: PredictOptions,
  ): Steps<Predicted> {
    const { builder, thresholds } = this.#parts
    const threshold = thresholds.current?.threshold ?? null
    const features = new Float64Array(builder.specs.length)
    const probabilities = new Float64Array(champion.loaded.classes.length)
    const scored: WritableRow[] = []
    const records: PredictionRecord[] = []
    const explained: ExplainedRow[] = []
    for (const { row, stored: fromStore } of complete) {
      builder.ofRow(row, features)
      champion.loaded.predictRow(features, probabilities)
      const record = this.#record(champion, options.caller, row, {
        probabilities,
        prediction: champion.decide(probabilities, threshold),
        threshold,
      })
      records.push(record)
      const scoredRow: WritableRow = {
        predictionId: record.id,
        prediction: record.prediction,
        probabilities: record.probabilities,
        model: record.model,
        modelVersion: record.modelVersion,
        timestamp: record.at,
      }
      if (record.threshold !== null) scoredRow.threshold = record.threshold
      if (fromStore !== null) scoredRow.stored = fromStore
      if (options.reasons) {
        explained.push({
          features: features.slice(),
          classIndex: champion.loaded.classes.indexOf(record.prediction),
        })
      }
      scored.push(scoredRow)
      yield
    }
    return { scored, records, complete, explained }
  }

  async predictFile(path: string, options: PredictFileOptions): Promise<ScoredFile> {
    const champion = this.#champion()
    const { log, inputs = false, acceptLost = false, signal } = options
    const job = this.#jobOf(champion, path, options)
    const { threshold } = job
    const scoring = { ...job, inputs, acceptLost, withInputs: log }
    const { report, blocks: scoredBlocks } = await this.#parts.files.score(scoring, champion.loaded, signal)
    const blocks = await requireScoredRow(scoredBlocks, { path, rows: report.rows })
    const keep = (rows: readonly ScoredInputs[]): Promise<void> => {
      return this.#parts.log.append(
        rows.map((row) => this.#fileRecord(champion, options.caller, row, threshold)),
      )
    }
    async function* csv(): AsyncGenerator<string> {
      for await (const { text, scored } of blocks) {
        if (log && scored.length > 0) await keep(scored)
        yield text
      }
    }
    return { ...report, csv: csv() }
  }

  async inspectFile(path: string, options: InspectFileOptions): Promise<FileReport> {
    const champion = this.#champion()
    const job: FileJob = { ...this.#jobOf(champion, path, options), purpose: 'inspect' }
    const { report, blocks } = await this.#parts.files.score(job, champion.loaded, options.signal)
    for await (const _ of blocks); // an inspection yields none; its end frees the process
    return report
  }

  #jobOf(champion: Champion, path: string, { tempFolder, language, sheet }: InspectFileOptions): FileJob {
    return {
      purpose: 'score',
      path,
      sheet,
      tempFolder,
      language,
      // One threshold for the whole file, so that the file and the log agree even if it changes
      // meanwhile.
      threshold: this.#parts.thresholds.current?.threshold ?? null,
      inputs: false,
      withInputs: false,
      lostInTraining: champion.lostInTraining,
      acceptLost: false,
      version: champion.runId,
    }
  }

  #fileRecord(
    champion: Champion,
    caller: Caller,
    row: ScoredInputs,
    threshold: number | null,
  ): PredictionRecord {
    const id = this.#parts.newId()
    const { model, version: modelVersion } = champion
    return { id, at: this.#timeOf(id), caller: caller.id, model, modelVersion, threshold, ...row }
  }

  /** Adds the reasons of each row, which a thread computes; none if the model's family has none. */
  async #addReasons(
    { loaded: model }: Champion,
    { scored, complete, explained }: Predicted,
    { caller, language, signal }: PredictOptions,
  ): Promise<void> {
    const { project, explainer } = this.#parts
    const scale = model.contributionScale
    if (scale === undefined) {
      for (const row of scored as WritableRow[]) row.reasons = []
      return
    }
    const explanations = await explainer.explain(model, explained, { caller: caller.id, signal })
    for (const [i, { attributions }] of explanations.entries()) {
      const [scoredRow, { row }] = [scored[i] as WritableRow, complete[i] as CompleteRow]
      scoredRow.reasons = reasons({
        project,
        model,
        row,
        attributions,
        scale,
        prediction: scoredRow.prediction,
        language,
      })
    }
  }

  #champion(): Champion {
    const champion = this.#parts.keeper.current
    if (champion === null) throw this.#parts.keeper.absence
    return champion
  }

  #record(champion: Champion, caller: Caller, row: RequestRow, decided: Decided): PredictionRecord {
    const { project, newId } = this.#parts
    const { classes } = champion.loaded
    const probabilities: Record<string, number> = {}
    for (let code = 0; code < classes.length; code++) {
      setOwn(probabilities, classes[code] as string, decided.probabilities[code] as number)
    }
    const id = newId()
    const { entity, inputs } = splitEntity(row, project.entityField?.name)
    return {
      id,
      at: this.#timeOf(id),
      caller: caller.id,
      entity,
      model: champion.model,
      modelVersion: champion.version,
      inputs,
      prediction: decided.prediction,
      probabilities,
      threshold: decided.threshold,
    }
  }
}

/** Returns the entity of the row, and the row without it. */
function splitEntity(
  row: RequestRow,
  field: string | undefined,
): { readonly entity: string | null; readonly inputs: RequestRow } {
  if (field === undefined || !Object.hasOwn(row, field)) return { entity: null, inputs: row }
  const { [field]: entity, ...inputs } = row
  return { entity: typeof entity === 'string' ? entity : null, inputs }
}
