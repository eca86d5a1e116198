import { type FirstVersion, upgradeDocument } from '../base/documents/document.ts'
import type { DataReport } from '../data/data-report.ts'
import type { SplitReport } from '../data/split/split-report.ts'
import type { Tuning } from '../learner/learner.ts'
import type { EvaluationWarning } from '../report/evaluation-warnings.ts'
import type { Importance } from '../report/importance/importance.ts'
import type { Comparison } from '../store/registry/gate.ts'
import type { Evaluation } from '../task/classification/evaluation.ts'
import type { SliceMetrics } from '../task/classification/slice.ts'
import type { ThresholdCurve, ThresholdMetrics } from '../task/classification/threshold.ts'
import type { WindowMetrics } from '../task/classification/window-metrics.ts'
import type { RepeatedFolds } from './evaluate/repeated-folds.ts'
import type { LeakCheck } from './leaks/leak-check.ts'

/** The JSON documents of a run by path. A run has only those that apply to its training. */
export interface RunDocuments {
  readonly 'evaluation.json': Evaluation
  /** Evaluation of the held-out rows alone, if `evaluation.json` is of all rows. */
  readonly 'held-out.json': Evaluation
  readonly 'repeated-folds.json': RepeatedFolds
  readonly 'split.json': SplitReport
  /** Parts of the held-out period, in the order of time. */
  readonly 'windows.json': readonly WindowMetrics[]
  readonly 'warnings.json': readonly EvaluationWarning[]
  readonly 'importance.json': readonly Importance[]
  readonly 'slices.json': readonly SliceMetrics[]
  readonly 'leak-checks.json': readonly LeakCheck[]
  readonly 'data-report.json': DataReport
  /** The comparison with the champion at the time. */
  readonly 'comparison.json': Comparison
  /** Decisions at the policy's threshold. */
  readonly 'threshold-metrics.json': {
    readonly positive: string
    readonly held_out: ThresholdMetrics
    readonly out_of_fold: ThresholdMetrics | null
  }
  readonly 'threshold-curve.json': ThresholdCurve
  readonly 'tuning.json': Tuning
}

export type RunDocumentPath = keyof RunDocuments

/** Version 1 of the documents that differ by more than the case of keys. */
export const firstVersions: { readonly [Path in RunDocumentPath]?: FirstVersion } = {
  'data-report.json': { dataKeys: ['matched'] },
  'repeated-folds.json': { renamed: { least: 'min', most: 'max' } },
  'slices.json': { dataKeys: ['predicted'] },
  'tuning.json': { dataKeys: ['params', 'chosen'] },
}

/**
 * Returns a parsed document of a run in the current form, whichever version wrote it. Also runs in
 * browsers.
 */
export function upgradeRunDocument<Path extends RunDocumentPath>(
  path: Path,
  stored: unknown,
): RunDocuments[Path] {
  return upgradeDocument(stored, firstVersions[path]) as RunDocuments[Path]
}
