import { getRouteApi, Link } from '@tanstack/react-router'
import { useState, type MouseEvent } from 'react'
import { Banner } from '../../components/banner.tsx'
import { Button } from '../../components/form/button.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { StatusMessage } from '../../components/status-message.tsx'
import type { LoggedPredictionInfo } from 'lapidary/client'
import { useMessage } from '../../lib/i18n/use-message.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useMay, useProject } from '../../lib/queries.ts'
import { useApi } from '../../lib/use-api.tsx'
import { commonTexts } from '../../texts/common.ts'
import { EraseDialog } from './erase-dialog.tsx'
import { Filters } from './filters.tsx'
import { LogTable } from './log-table.tsx'
import { OutcomeDialog } from './outcome-dialog.tsx'
import { usePredictions } from './queries.ts'
import { apiFilter, type PredictionsSearch } from './search.ts'
import { StoresNote } from './stores-note.tsx'
import { eraseTexts, predictionsTexts } from './texts.ts'
import './styles.css'

const route = getRouteApi('/predictions')

/**
 * Every prediction that was answered: filtered, paged, exported, completed with outcomes, and
 * erased.
 */
export function PredictionsPage() {
  const { t } = useTexts()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const log = usePredictions(search)
  const [telling, setTelling] = useState<LoggedPredictionInfo | null>(null)
  const [erasing, setErasing] = useState<string | null>(null)
  const [done, setDone] = useMessage()
  const { cursor, ...filter } = search
  // The rows still shown are those of the previous filter: they must not look like the result of
  // this one.
  const isStale = log.isPlaceholderData
  return (
    <>
      <PageHead lead={t(predictionsTexts.lead)} />
      <div className="stack-l">
        <StoresNote />
        <Filters
          key={JSON.stringify(filter)}
          filter={filter}
          onChange={(changed) => void navigate({ search: changed })}
        />
        <StatusMessage>{done}</StatusMessage>
        {(log.isPending || (isStale && log.data?.items.length === 0)) && <Loading />}
        {log.isError && <ProblemBanner error={log.error} retry={() => void log.refetch()} />}
        {log.data?.complete === false && (
          <Banner tone="warning">
            <p>{t(predictionsTexts.incomplete)}</p>
          </Banner>
        )}
        {log.data !== undefined && log.data.items.length === 0 && !isStale && (
          <p role="status">{t(predictionsTexts.none)}</p>
        )}
        {log.data !== undefined && log.data.items.length > 0 && (
          <LogPage
            filter={filter}
            cursor={cursor}
            items={log.data.items}
            next={log.data.next_cursor}
            isStale={isStale}
            onOutcome={setTelling}
            onErase={setErasing}
          />
        )}
      </div>
      {erasing !== null && <EraseDialog entity={erasing} onDone={setDone} onClose={() => setErasing(null)} />}
      {telling !== null && <OutcomeDialog item={telling} onDone={setDone} onClose={() => setTelling(null)} />}
    </>
  )
}

interface LogPageProps {
  readonly filter: Omit<PredictionsSearch, 'cursor'>
  readonly cursor: string | undefined
  readonly items: readonly LoggedPredictionInfo[]
  /** Cursor of the next page; null on the last one. */
  readonly next: string | null
  /** The items are those of the previous filter. */
  readonly isStale: boolean
  readonly onOutcome: (item: LoggedPredictionInfo) => void
  readonly onErase: (entity: string) => void
}

/** One page of the log, with what can be done with it. */
function LogPage({ filter, cursor, items, next, isStale, onOutcome, onErase }: LogPageProps) {
  const { t, local } = useTexts()
  const mayPredict = useMay('predict')
  const mayErase = useMay('admin')
  const project = useProject().data
  const entityField = project?.entity_field ?? null
  return (
    <div className="stack-l" data-stale={isStale || undefined} aria-busy={isStale}>
      <p role="status" className="visually-hidden">
        {isStale && t(commonTexts.loading)}
      </p>
      <LogTable
        items={items}
        entityLabel={entityField === null ? null : local(entityField.label)}
        positive={project?.positive ?? null}
        onOutcome={mayPredict ? onOutcome : null}
      />
      <Places filter={filter} cursor={cursor} next={next} disabled={isStale} />
      {!isStale && (
        <TakeOut filter={filter} onErase={mayErase && isOnlyAbout(filter.entity, items) ? onErase : null} />
      )}
    </div>
  )
}

/** Returns whether every row shown is about this one entity. */
function isOnlyAbout(entity: string | undefined, items: readonly LoggedPredictionInfo[]): boolean {
  return entity !== undefined && items.every((item) => item.entity === entity)
}

interface PlacesProps {
  readonly filter: Omit<PredictionsSearch, 'cursor'>
  readonly cursor: string | undefined
  /** Cursor of the next page; null on the last one. */
  readonly next: string | null
  /** The cursor is of another filter. The link stays, so that it keeps the focus. */
  readonly disabled: boolean
}

/** Links to the newest and to the next older predictions. */
function Places({ filter, cursor, next, disabled }: PlacesProps) {
  const { t } = useTexts()
  const refuse = (event: MouseEvent): void => {
    if (disabled) event.preventDefault()
  }
  return (
    <nav className="row" aria-label={t(predictionsTexts.pages)}>
      {cursor !== undefined && (
        <Link to="/predictions" search={filter} className="button button-plain">
          {t(predictionsTexts.newest)}
        </Link>
      )}
      {next !== null && (
        <Link
          to="/predictions"
          search={{ ...filter, cursor: next }}
          className="button button-plain"
          aria-disabled={disabled || undefined}
          onClick={refuse}
        >
          {t(predictionsTexts.older)}
        </Link>
      )}
    </nav>
  )
}

interface TakeOutProps {
  readonly filter: PredictionsSearch
  /** null for who may not erase. */
  readonly onErase: ((entity: string) => void) | null
}

/**
 * All that the filters let through as a file; and, for administrators, what is kept of one person
 * out of the log for good.
 */
function TakeOut({ filter, onErase }: TakeOutProps) {
  const { t } = useTexts()
  const api = useApi()
  const { entity } = filter
  return (
    <div className="row spread">
      <p className="row">
        <span>{t(predictionsTexts.export)}:</span>
        {(['csv', 'jsonl'] as const).map((format) => (
          <a
            key={format}
            className="button button-plain"
            href={api.predictionsExportUrl(format, apiFilter(filter))}
            download
          >
            {t(format === 'csv' ? predictionsTexts.exportCsv : predictionsTexts.exportJsonl)}
          </a>
        ))}
      </p>
      {onErase !== null && entity !== undefined && (
        <Button look="danger" onClick={() => onErase(entity)}>
          {t(eraseTexts.open, { entity })}
        </Button>
      )}
    </div>
  )
}
