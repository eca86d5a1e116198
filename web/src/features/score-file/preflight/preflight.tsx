import { useEffect, useRef, useState } from 'react'
import { Banner } from '../../../components/banner.tsx'
import { Button } from '../../../components/form/button.tsx'
import { DialogActions } from '../../../components/form/dialog-actions.tsx'
import { Dialog } from '../../../components/form/dialog.tsx'
import { Form } from '../../../components/form/form.tsx'
import { LostCells } from '../../../components/data/lost-cells.tsx'
import type { FileReportInfo } from 'lapidary/client'
import { useTexts } from '../../../lib/i18n/use-texts.tsx'
import { useNames } from '../../../lib/use-names.ts'
import { lostTexts } from '../../../texts/data.ts'
import { Gaps } from './gaps.tsx'
import { MatchedColumns, ReadingFacts, SheetChoice } from './reading.tsx'
import type { Inspection } from '../queries.ts'
import { preflightTexts } from '../texts.ts'

interface PreflightProps {
  readonly inspection: Inspection
  readonly onSheet: (sheet: string) => void
  readonly onScore: (acceptLost: boolean) => void
  readonly onOther: () => void
}

/**
 * Shows how the server read a file before it is scored. Where columns lose clearly more cells than
 * in training, scoring has to be confirmed.
 */
export function Preflight({ inspection: { file, report }, onSheet, onScore, onOther }: PreflightProps) {
  const { t } = useTexts()
  const [confirming, setConfirming] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)
  // The button that had the focus is no longer on the page.
  useEffect(() => heading.current?.focus(), [])
  const { rows, reading, columns, lost_cells: lost, needs_acceptance: needsAcceptance } = report
  return (
    <section className="stack-l" aria-labelledby="preflight-title">
      <h2 id="preflight-title" tabIndex={-1} ref={heading}>
        {t(preflightTexts.found, { name: file.name, rows })}
      </h2>
      {needsAcceptance && (
        <Banner tone="warning" title={t(preflightTexts.excessive)}>
          <ExcessiveColumns report={report} />
          <p>{t(preflightTexts.excessiveHelp)}</p>
        </Banner>
      )}
      <Gaps report={report} />
      <div className="row">
        {needsAcceptance ? (
          <Button onClick={() => setConfirming(true)}>{t(preflightTexts.scoreAnyway)}</Button>
        ) : (
          <Button look="primary" onClick={() => onScore(false)}>
            {t(preflightTexts.score, { rows })}
          </Button>
        )}
        <Button look={needsAcceptance ? 'primary' : 'quiet'} onClick={onOther}>
          {t(preflightTexts.other)}
        </Button>
      </div>
      <ReadingFacts report={report} />
      <SheetChoice sheet={reading.sheet} sheets={reading.sheets} onSheet={onSheet} />
      <section className="stack" aria-labelledby="lost-title">
        <h3 id="lost-title">{t(lostTexts.title)}</h3>
        <p className="soft measure">{t(lost.length === 0 ? lostTexts.none : lostTexts.help)}</p>
        {lost.length > 0 && <LostCells columns={lost} />}
      </section>
      <MatchedColumns columns={columns} />
      {confirming && (
        <Confirm report={report} onClose={() => setConfirming(false)} onScore={() => onScore(true)} />
      )}
    </section>
  )
}

interface ConfirmProps {
  readonly report: FileReportInfo
  readonly onClose: () => void
  readonly onScore: () => void
}

function Confirm({ report, onClose, onScore }: ConfirmProps) {
  const { t } = useTexts()
  return (
    <Dialog title={t(preflightTexts.confirmTitle)} onClose={onClose}>
      <Form
        onSubmit={onScore}
        actionsClass="row end"
        actions={
          <DialogActions look="danger" busy={false} onCancel={onClose}>
            {t(preflightTexts.confirmAction, { rows: report.rows })}
          </DialogActions>
        }
      >
        <p>{t(preflightTexts.confirm)}</p>
        <ExcessiveColumns report={report} />
      </Form>
    </Dialog>
  )
}

/** Names the columns that stop a file, each with a few samples. */
function ExcessiveColumns({ report }: { readonly report: FileReportInfo }) {
  const { t, number, percent } = useTexts()
  const names = useNames()
  const columns = report.lost_cells.filter(({ is_excessive }) => is_excessive)
  return (
    <ul>
      {columns.map(({ name, lost, cells, share, problems }) => {
        const values = {
          column: names.column(name),
          lost: number(lost),
          cells: number(cells),
          share: percent(share),
        }
        const samples = problems.flatMap(({ examples }) => examples).slice(0, 3)
        return (
          <li key={name}>
            {t(preflightTexts.lostOf, values)} {samples.map((sample) => `“${sample}”`).join(' ')}
          </li>
        )
      })}
    </ul>
  )
}
