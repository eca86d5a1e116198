import { ApiError } from 'lapidary/client'
import { useRef } from 'react'
import { HonestyBadges } from '../../components/badge.tsx'
import { Button } from '../../components/form/button.tsx'
import { useRevealedProblem } from '../../components/form/form.tsx'
import { LeaveGuard } from '../../components/form/leave-guard.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { WithChampion } from '../../components/with-champion.tsx'
import type { FileReportInfo, ProjectInfo } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { saveFile } from './file/save-file.ts'
import type { Progress } from './file/score-file.ts'
import { Downloads } from './result/downloads.tsx'
import { FileDrop } from './file-drop.tsx'
import { LostCells } from '../../components/data/lost-cells.tsx'
import { lostTexts } from '../../texts/data.ts'
import { leaveTexts } from '../../texts/common.ts'
import { Gaps } from './preflight/gaps.tsx'
import { Preflight } from './preflight/preflight.tsx'
import { SheetChoice } from './preflight/reading.tsx'
import { type FileScore, useScoreFile } from './queries.ts'
import { ClassCounts, ScoredRows } from './result/result.tsx'
import { preflightTexts, scoreFileTexts } from './texts.ts'
import './styles.css'

export function ScoreFilePage() {
  const { t } = useTexts()
  return (
    <>
      <PageHead lead={t(scoreFileTexts.lead)} />
      <WithChampion>{(project) => <FileForm project={project} />}</WithChampion>
    </>
  )
}

function FileForm({ project }: { readonly project: ProjectInfo }) {
  const { t } = useTexts()
  const score = useScoreFile(project.model)
  const { result, inspection } = score
  const live = score.progress?.phase === 'scoring' ? score.progress.file : null
  const file = live ?? result?.file ?? null
  const container = useRef<HTMLDivElement>(null)
  const stopped = score.error instanceof DOMException && score.error.name === 'AbortError'
  const task = score.variables
  useRevealedProblem(container, stopped ? null : score.error)
  return (
    <div className="stack-l" ref={container}>
      {score.isPending ? (
        <Working
          progress={score.progress}
          name={(task?.kind === 'score' ? task.inspection.file : task?.file)?.name ?? ''}
          stop={score.stop}
        />
      ) : inspection === null ? (
        <FileDrop onFile={(file) => score.mutate({ kind: 'inspect', file })} again={result !== null} />
      ) : (
        <Preflight
          inspection={inspection}
          onSheet={(sheet) => score.mutate({ kind: 'inspect', file: inspection.file, sheet })}
          onScore={(acceptLost) => score.mutate({ kind: 'score', inspection, acceptLost })}
          onOther={score.forget}
        />
      )}
      {!score.isPending && inspection === null && result === null && <FormatHelp project={project} />}
      <div role="status">
        {result !== null && <Outcome result={result} />}
        {stopped && <p>{t(task?.kind === 'inspect' ? preflightTexts.stopped : scoreFileTexts.stopped)}</p>}
      </div>
      {score.error !== null && !stopped && <ProblemBanner error={score.error} />}
      {task?.kind === 'inspect' && (
        <SheetChoice
          sheets={sheetsOf(score.error)}
          onSheet={(sheet) => score.mutate({ kind: 'inspect', file: task.file, sheet })}
        />
      )}
      {result !== null && (
        <div className="row">
          <Downloads project={project} result={result} />
          {project.champion !== null && <HonestyBadges version={project.champion} />}
        </div>
      )}
      {file !== null && (
        <>
          {result !== null && <Losses report={result.report} />}
          <ClassCounts project={project} file={file} />
          <ScoredRows file={file} rows={file.first} title={t(scoreFileTexts.firstRows)} total={file.done} />
          {file.bad > 0 && (
            <ScoredRows file={file} rows={file.firstBad} title={t(scoreFileTexts.badRows)} total={file.bad} />
          )}
        </>
      )}
      {score.isPending && <LeaveGuard text={t(leaveTexts.upload)} />}
    </div>
  )
}

/** Says how many rows were scored, and what of the file was not used. */
function Outcome({ result: { name, file, milliseconds, report } }: { readonly result: FileScore }) {
  const { t, duration } = useTexts()
  const { lost_cell_count: lost, lost_cells: columns } = report
  return (
    <p className="done">
      {t(scoreFileTexts.done, { name, rows: file.done, time: duration(milliseconds) })}
      {file.bad > 0 && ` ${t(scoreFileTexts.notRead, { bad: file.bad })}`}
      {columns.length > 0 && ` ${t(scoreFileTexts.lost, { lost, columns: columns.length })}`}
    </p>
  )
}

/** Shows the columns that a scored file lacks and the cells that it lost. */
function Losses({ report }: { readonly report: FileReportInfo }) {
  const { t } = useTexts()
  return (
    <>
      <Gaps report={report} />
      {report.lost_cells.length > 0 && (
        <details className="disclosure">
          <summary>{t(lostTexts.title)}</summary>
          <LostCells columns={report.lost_cells} />
        </details>
      )}
    </>
  )
}

/** Returns the sheets that may be named, if that is what an error is about. */
function sheetsOf(error: Error | null): readonly string[] | undefined {
  const found =
    error instanceof ApiError ? error.problem.errors?.find(({ field }) => field === 'sheet') : undefined
  return Array.isArray(found?.allowed) ? found.allowed.map(String) : undefined
}

function Working({
  progress,
  name,
  stop,
}: {
  readonly progress: Progress | null
  readonly name: string
  readonly stop: () => void
}) {
  const { t, percent, number } = useTexts()
  const scored = progress?.phase === 'scoring' ? progress.file : null
  const share =
    progress?.phase === 'sending'
      ? progress.share
      : scored !== null && scored.total !== null && scored.total > 0
        ? scored.done / scored.total
        : undefined
  const text =
    progress === null || progress.phase === 'sending'
      ? t(scoreFileTexts.sending, { name, share: percent(share ?? 0, 0) })
      : scored === null
        ? t(scoreFileTexts.reading, { name })
        : t(scoreFileTexts.scoring, {
            done: number(scored.done),
            total: scored.total === null ? '…' : number(scored.total),
          })
  return (
    <div className="working">
      <label htmlFor="file-progress">{text}</label>
      <progress id="file-progress" max={1} value={share} />
      <Button onClick={stop}>{t(scoreFileTexts.stop)}</Button>
    </div>
  )
}

function FormatHelp({ project }: { readonly project: ProjectInfo }) {
  const { t, local } = useTexts()
  const columns = [...project.identifiers, ...project.fields.map(({ name }) => name)]
  return (
    <details className="disclosure">
      <summary>{t(scoreFileTexts.format)}</summary>
      <div className="stack">
        <p className="measure">{t(scoreFileTexts.formatHelp, { target: local(project.target.label) })}</p>
        <p className="columns">
          {columns.map((name) => (
            <code key={name}>{name}</code>
          ))}
        </p>
        <p>
          <Button
            onClick={() =>
              saveFile(new Blob([`${columns.join(',')}\r\n`], { type: 'text/csv' }), `${project.name}.csv`)
            }
          >
            {t(scoreFileTexts.template)}
          </Button>
        </p>
      </div>
    </details>
  )
}
