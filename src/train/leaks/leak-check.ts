import type { SplitKind } from '../../data/split/split-kind.ts'
import type { Split } from '../../data/split/time-order.ts'
import type { Table } from '../../data/table.ts'
import { type Language, languages, type LocalizedText } from '../../base/text/localized-text.ts'
import type { FeatureTable } from '../../model/features.ts'
import type { Project } from '../../project/project.ts'

/** A way in which the target may have leaked into training, and what the check found. */
export interface LeakCheck {
  readonly check: LeakCheckName
  readonly passed: boolean
  /** Detail in English; `messages` has it in every language. */
  readonly message: string
  readonly messages: LocalizedText
}

export type LeakCheckName =
  | 'entity-on-both-sides'
  | 'duplicate-rows'
  | 'near-copies'
  | 'feature-equals-target'
  | 'feature-predicts-target'
  | 'noisy-target'
  | 'target-encoding'
  | 'known-after-decision'
  | 'drift-over-time'

export interface LeakCheckInput {
  readonly project: Pick<Project, 'columns' | 'entity' | 'target' | 'time' | 'split'>
  /** All rows of both sides. */
  readonly table: Table
  /** Features and class of the same rows. */
  readonly features: FeatureTable
  readonly target: Uint8Array
  readonly sides: Split
  readonly split: SplitKind
}

/** Balanced accuracy from which one feature, or the order of two, is implausibly good. */
export const tooGood = 0.98

/** Creates the result of a check from its message in every language. */
export function createCheckResult(check: LeakCheckName, passed: boolean, messages: LocalizedText): LeakCheck {
  return { check, passed, message: messages[languages[0]], messages }
}

/** Formats a share as a percentage with at most `digits` decimals. */
export function formatPercent(share: number, language: Language, digits = 0): string {
  return share.toLocaleString(language, { style: 'percent', maximumFractionDigits: digits })
}
