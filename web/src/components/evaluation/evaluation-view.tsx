import type { RunDetail } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { ClassTable } from './class-table.tsx'
import { Confusion } from './confusion.tsx'
import { Curves } from './curves.tsx'
import { Importance } from './importance.tsx'
import { LeakChecks } from './leak-checks.tsx'
import { MetricsTable } from './metrics-table.tsx'
import { OtherInputs } from './splits/other-inputs.tsx'
import { RepeatedFoldsSection } from './splits/repeated-folds.tsx'
import { SplitSection } from './splits/split-section.tsx'
import { ThresholdSection } from './threshold/threshold-section.tsx'
import { TuningSection } from './tuning.tsx'
import { Warnings } from './warnings.tsx'
import { WindowsSection } from './splits/windows.tsx'
import { evaluationTexts } from './texts.ts'

/** Everything measured in a run, in the order in which one should read it. */
export function EvaluationView({ run }: { readonly run: RunDetail }) {
  const { t } = useTexts()
  const { evaluation, importance, leak_checks: checks, warnings } = run
  if (evaluation === null) return <p className="soft">{t(evaluationTexts.none)}</p>
  return (
    <div className="sections">
      {warnings !== null && warnings.length > 0 && <Warnings warnings={warnings} />}
      <MetricsTable evaluation={evaluation} />
      <OtherInputs run={run} />
      <RepeatedFoldsSection run={run} />
      <WindowsSection run={run} />
      <div className="halves">
        <Confusion evaluation={evaluation} />
        <ClassTable evaluation={evaluation} />
      </div>
      <Curves evaluation={evaluation} />
      <ThresholdSection run={run} />
      {importance !== null && importance.length > 0 && <Importance importance={importance} />}
      <TuningSection run={run} />
      <SplitSection run={run} />
      {checks !== null && checks.length > 0 && <LeakChecks checks={checks} />}
    </div>
  )
}
